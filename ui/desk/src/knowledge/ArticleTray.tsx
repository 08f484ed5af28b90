/** Articles beside the composer: those that may help now, and any other by a word; insert, send the link, open. */
import { ActionIcon, Button, Group, Popover, Text, TextInput, Tooltip } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconBook2, IconBulb, IconExternalLink, IconLink, IconTextPlus } from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "wouter";
import { get } from "../api/client.ts";
import type { Article, Suggestion, WholeArticle } from "../api/knowledge.ts";
import type { Interaction } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { isComposing } from "../keys/shortcuts.ts";
import { useDesk } from "../live/queries.ts";
import { showProblem } from "../parts/notices.tsx";
import { useArticleDeeds, useArticles, useSuggestions } from "./queries.ts";
import { linkOf } from "./words.ts";

interface Props {
  interaction: Interaction;
  onInsert: (words: string) => void;
}

/** One line above the answer; nothing when nothing suits. */
export function Suggested({ interaction, onInsert }: Props) {
  const { t } = useLanguage();
  const { data } = useSuggestions(interaction, true);
  const articles = data?.items ?? [];
  if (articles.length === 0) return null;
  return (
    <div className="suggested" role="group" aria-label={t("suggest.title")}>
      <IconBulb size={14} aria-hidden />
      {articles.slice(0, 3).map((each) => (
        <SuggestedChip key={each.id} article={each} interaction={interaction} onInsert={onInsert} />
      ))}
    </div>
  );
}

function SuggestedChip({ article, ...props }: Props & { article: Suggestion }) {
  const { t } = useLanguage();
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} position="top-start" width={360} trapFocus>
      <Popover.Target>
        <button
          type="button"
          className="suggested-chip"
          aria-expanded={opened}
          lang={article.locale}
          onClick={() => setOpened(!opened)}
        >
          {article.title}
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <ArticleChoice article={article} {...props} onDone={() => setOpened(false)} />
        <Text size="xs" c="dimmed" mt={6}>
          {t("suggest.because", { words: article.terms.join(", ") })}
        </Text>
      </Popover.Dropdown>
    </Popover>
  );
}

interface FinderProps extends Props {
  opened: boolean;
  onChange: (opened: boolean) => void;
}

/** The button that finds any article. */
export function ArticleFinder({ opened, onChange, ...props }: FinderProps) {
  const { t } = useLanguage();
  return (
    <Popover opened={opened} onChange={onChange} position="top-start" width={420} trapFocus>
      <Popover.Target>
        <Tooltip label={`${t("suggest.find")} · I`}>
          <ActionIcon
            size={28}
            aria-label={t("suggest.find")}
            aria-expanded={opened}
            onClick={() => onChange(!opened)}
          >
            <IconBook2 size={17} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>{opened && <Finder {...props} onDone={() => onChange(false)} />}</Popover.Dropdown>
    </Popover>
  );
}

function Finder({ interaction, onInsert, onDone }: Props & { onDone: () => void }) {
  const { t } = useLanguage();
  const [typed, setTyped] = useState("");
  const [q] = useDebouncedValue(typed.trim(), 120);
  const { data: suggested } = useSuggestions(interaction, true);
  const { data: found } = useArticles({ q, state: "published" }, q !== "");
  const articles: Article[] = q ? (found?.pages[0]?.items ?? []) : (suggested?.items ?? []);
  return (
    <div className="article-finder">
      <TextInput
        data-autofocus
        aria-label={t("suggest.find")}
        placeholder={t("knowledge.find")}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape" && !isComposing(event.nativeEvent)) onDone();
        }}
      />
      {articles.length === 0 && (
        <Text size="xs" c="dimmed" py="xs">
          {q ? t("knowledge.notFound", { text: q }) : t("suggest.none")}
        </Text>
      )}
      {articles.slice(0, 5).map((each) => (
        <ArticleChoice
          key={each.id}
          article={each}
          interaction={interaction}
          onInsert={onInsert}
          onDone={onDone}
        />
      ))}
    </div>
  );
}

function ArticleChoice({
  article,
  interaction,
  onInsert,
  onDone,
}: Props & { article: Article; onDone: () => void }) {
  const { t } = useLanguage();
  const publicUrl = useDesk((desk) => desk.settings.public_url);
  const { insertText } = useInsertText(interaction, onInsert);
  const { used } = useArticleDeeds();
  const link = linkOf(article, publicUrl);
  return (
    <div className="article-choice">
      <Text size="sm" fw={600} lang={article.locale}>
        {article.title}
      </Text>
      <Text size="xs" c="dimmed" lineClamp={3} lang={article.locale}>
        {article.excerpt}
      </Text>
      <Group gap={4} mt={4}>
        <Button
          size="compact-xs"
          leftSection={<IconTextPlus size={13} />}
          onClick={() => {
            onDone();
            void insertText(article.id);
          }}
        >
          {t("suggest.insert")}
        </Button>
        <Tooltip label={t("suggest.noLink")} disabled={link !== null}>
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconLink size={13} />}
            disabled={link === null}
            onClick={() => {
              onDone();
              onInsert(link ?? "");
              used(article.id, "linked", interaction);
            }}
          >
            {t("suggest.link")}
          </Button>
        </Tooltip>
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          className="quiet-button"
          leftSection={<IconExternalLink size={13} />}
          component={Link}
          href={`/knowledge/${article.id}`}
        >
          {t("suggest.open")}
        </Button>
      </Group>
    </div>
  );
}

/** Fetch what an article says and insert it as plain text. */
export function useInsertText(interaction: Interaction, onInsert: (words: string) => void) {
  const { t } = useLanguage();
  const { used } = useArticleDeeds();
  return {
    insertText: async (id: string): Promise<void> => {
      try {
        const { plain } = await get<WholeArticle>(`/articles/${id}`);
        onInsert(plain);
        used(id, "inserted", interaction);
      } catch (error) {
        showProblem(t, error);
      }
    },
  };
}
