/** Write an article, change it, or say it in another language with the original beside it. */
import {
  Button,
  Checkbox,
  Group,
  NativeSelect,
  SegmentedControl,
  Select,
  TagsInput,
  Text,
  TextInput,
  Textarea,
} from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconPhoto } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import { AdminForm } from "../admin/parts.tsx";
import { useSave } from "../admin/useList.ts";
import { post, upload } from "../api/client.ts";
import type { Article, ArticleKind, WholeArticle, Words } from "../api/knowledge.ts";
import type { Attachment } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { useAgents, useDesk } from "../live/queries.ts";
import { showDone, showProblem } from "../parts/notices.tsx";
import { ArticleText } from "./ArticleText.tsx";
import { useMayPublish } from "./ArticleView.tsx";
import { useArticle, useArticleDeeds, useFacets, useWords } from "./queries.ts";
import { languageName } from "./words.ts";

const KINDS: ArticleKind[] = ["problem_solution", "case", "technique", "product"];

export function ArticleForm({ id, isTranslation }: { id: string | undefined; isTranslation: boolean }) {
  const { data: article } = useArticle(id);
  const { data: words } = useWords(id, article?.number);
  const sibling = isTranslation ? article : article?.translations[0];
  const { data: other } = useArticle(isTranslation ? undefined : sibling?.id);
  if (id && (!article || !words)) return null;
  return (
    <Inside
      article={isTranslation ? null : (article ?? null)}
      words={isTranslation ? null : (words ?? null)}
      original={isTranslation ? (article ?? null) : (other ?? null)}
      isTranslation={isTranslation}
    />
  );
}

interface Props {
  article: Article | null;
  words: Words | null;
  /** The text in another language, shown beside. */
  original: WholeArticle | null;
  isTranslation: boolean;
}

function Inside({ article, words, original, isTranslation }: Props) {
  const { t, locale: mine } = useLanguage();
  const [, navigate] = useLocation();
  const languages = useDesk((desk) => desk.settings.languages);
  const mayPublish = useMayPublish();
  const { keep, save: store } = useArticleDeeds();
  const source = article ?? original;
  const free = languages.filter((each) => each !== original?.locale);
  const [text, setText] = useState({
    title: words?.title ?? "",
    problem: words?.problem ?? "",
    body: words?.body ?? "",
  });
  const [locale, setLocale] = useState(article?.locale ?? (isTranslation ? (free[0] ?? mine) : mine));
  const [kind, setKind] = useState<ArticleKind>(source?.kind ?? "problem_solution");
  const [about, setAbout] = useState<About>({
    tags: source?.tags ?? [],
    product: source?.product ?? "",
    visibility: source?.visibility ?? "internal",
    owner_agent_id: source?.owner_agent_id ?? null,
    review_on: source?.review_on ?? null,
  });
  const [note, setNote] = useState("");
  const [inStep, setInStep] = useState(false);
  const leave = (to?: string) => navigate(`/knowledge${to ? `/${to}` : ""}`);
  const { save, busy, error } = useSave(() => undefined);
  const { visibility, owner_agent_id, review_on, ...plain } = about;
  const submit = async () => {
    const saved = await store(article, {
      ...text,
      problem: kind === "problem_solution" ? text.problem : "",
      kind,
      ...plain,
      ...(mayPublish ? { visibility, owner_agent_id, review_on } : {}),
      note,
      ...(article
        ? { in_step: inStep }
        : { locale, ...(isTranslation && original ? { translation_of: original.id } : {}) }),
    });
    keep(saved);
    showDone(t("article.saved", { number: saved.number }));
    leave(saved.id);
  };
  const change = (fields: Partial<typeof text>) => setText((old) => ({ ...old, ...fields }));
  return (
    <AdminForm
      title={
        article?.title ??
        (isTranslation
          ? t("article.translate", { language: languageName(locale, mine) })
          : t("knowledge.new"))
      }
      size={original ? 1120 : 760}
      error={error}
      busy={busy}
      canSave={text.title.trim() !== ""}
      onSave={() => void save(submit)}
      onClose={() => leave(article?.id ?? original?.id)}
    >
      <div className={original ? "article-form beside" : "article-form"}>
        <div className="article-fields">
          <Group grow align="flex-end">
            <NativeSelect
              label={t("knowledge.language")}
              disabled={article !== null}
              value={locale}
              onChange={(event) => setLocale(event.currentTarget.value)}
              data={[...new Set([locale, ...(isTranslation ? free : languages)])].map((each) => ({
                value: each,
                label: languageName(each, mine),
              }))}
            />
            <NativeSelect
              label={t("article.kind")}
              value={kind}
              onChange={(event) => setKind(event.currentTarget.value as ArticleKind)}
              data={KINDS.map((each) => ({ value: each, label: t(`articleKind.${each}`) }))}
            />
          </Group>
          <TextInput
            label={t("article.title")}
            data-autofocus
            required
            lang={locale}
            value={text.title}
            onChange={(event) => change({ title: event.currentTarget.value })}
          />
          <MarkdownFields kind={kind} locale={locale} text={text} onChange={change} />
          <Descriptions about={about} onChange={setAbout} />
          {article && (
            <TextInput
              label={t("article.note")}
              value={note}
              onChange={(event) => setNote(event.currentTarget.value)}
            />
          )}
          {article && article.translations.length > 0 && (
            <Checkbox
              label={t("article.inStep")}
              checked={inStep}
              onChange={(event) => setInStep(event.currentTarget.checked)}
            />
          )}
        </div>
        {original && (
          <aside className="article-original">
            <h3 className="section-title">
              {t("article.original", { language: languageName(original.locale, mine) })}
            </h3>
            <Text fw={650} lang={original.locale}>
              {original.title}
            </Text>
            <ArticleText problem={original.problem_html} body={original.body_html} locale={original.locale} />
          </aside>
        )}
      </div>
    </AdminForm>
  );
}

interface TextProps {
  kind: ArticleKind;
  locale: string;
  text: { problem: string; body: string };
  onChange: (fields: { problem?: string; body?: string }) => void;
}

/** Markdown to write, and how readers will see it. */
function MarkdownFields({ kind, locale, text, onChange }: TextProps) {
  const { t } = useLanguage();
  const [mode, setMode] = useState("write");
  const area = useRef<HTMLTextAreaElement>(null);
  // Writing goes on while a picture is on its way.
  const latest = useRef(text.body);
  useEffect(() => {
    latest.current = text.body;
  }, [text.body]);
  const { pick, busy } = usePicture((picture) => {
    const body = latest.current;
    const at = area.current?.selectionEnd ?? body.length;
    onChange({ body: `${body.slice(0, at)}${picture}${body.slice(at)}` });
  });
  const isProblem = kind === "problem_solution";
  return (
    <div>
      <Group justify="space-between" mb={4}>
        <Text size="xs" c="dimmed">
          {t("article.markdown")}
        </Text>
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          className="quiet-button"
          ml="auto"
          loading={busy}
          leftSection={<IconPhoto size={13} />}
          onClick={pick}
        >
          {t("article.picture")}
        </Button>
        <SegmentedControl
          size="xs"
          value={mode}
          onChange={setMode}
          data={[
            { value: "write", label: t("article.write") },
            { value: "preview", label: t("article.preview") },
          ]}
        />
      </Group>
      {mode === "preview" ? (
        <Preview problem={isProblem ? text.problem : ""} body={text.body} locale={locale} />
      ) : (
        <>
          {isProblem && (
            <Textarea
              label={t("article.problem")}
              autosize
              minRows={2}
              maxRows={6}
              lang={locale}
              value={text.problem}
              onChange={(event) => onChange({ problem: event.currentTarget.value })}
            />
          )}
          <Textarea
            label={isProblem ? t("article.solution") : t("article.body")}
            ref={area}
            autosize
            minRows={8}
            maxRows={18}
            lang={locale}
            value={text.body}
            onChange={(event) => onChange({ body: event.currentTarget.value })}
          />
        </>
      )}
    </div>
  );
}

/** Choose a picture, upload it, and hand over how Markdown names it. */
function usePicture(onDone: (markdown: string) => void) {
  const { t } = useLanguage();
  const [busy, setBusy] = useState(false);
  const send = async (file: File) => {
    setBusy(true);
    try {
      const { id, name } = await upload<Attachment>(file, () => undefined, new AbortController().signal);
      onDone(`![${name.replace(/[[\]]/g, "")}](attachment:${id})`);
    } catch (error) {
      showProblem(t, error);
    } finally {
      setBusy(false);
    }
  };
  const pick = () => {
    const input = document.createElement("input");
    input.type = "file";
    input.accept = "image/png,image/jpeg,image/gif,image/webp";
    input.onchange = () => {
      const file = input.files?.[0];
      if (file) void send(file);
    };
    input.click();
  };
  return { pick, busy };
}

function Preview({ problem, body, locale }: { problem: string; body: string; locale: string }) {
  const [settled] = useDebouncedValue({ problem, body }, 200);
  const { data } = useQuery({
    queryKey: ["article preview", settled],
    queryFn: () => post<Words>("/articles/preview", settled),
    placeholderData: keepPreviousData,
  });
  return (
    <div className="article-preview">
      {data && <ArticleText problem={data.problem_html} body={data.body_html} locale={locale} />}
    </div>
  );
}

interface About {
  tags: string[];
  product: string;
  visibility: "internal" | "public";
  owner_agent_id: string | null;
  review_on: string | null;
}

function Descriptions({ about, onChange }: { about: About; onChange: (about: About) => void }) {
  const { t } = useLanguage();
  const agents = useAgents();
  const mayPublish = useMayPublish();
  const { data: facets } = useFacets();
  return (
    <>
      <Group grow align="flex-start">
        <TagsInput
          label={t("knowledge.tags")}
          data={Object.keys(facets?.tags ?? {})}
          value={about.tags}
          onChange={(tags) => onChange({ ...about, tags })}
        />
        <TextInput
          label={t("article.product")}
          value={about.product}
          onChange={(event) => onChange({ ...about, product: event.currentTarget.value })}
        />
      </Group>
      {mayPublish && (
        <Group grow align="flex-start">
          <NativeSelect
            label={t("article.visibility")}
            value={about.visibility}
            onChange={(event) =>
              onChange({ ...about, visibility: event.currentTarget.value as About["visibility"] })
            }
            data={(["internal", "public"] as const).map((each) => ({
              value: each,
              label: t(`visibility.${each}`),
            }))}
          />
          <Select
            label={t("article.owner")}
            placeholder={t("article.noOwner")}
            clearable
            searchable
            data={agents.map((each) => ({ value: each.id, label: each.name }))}
            value={about.owner_agent_id}
            onChange={(owner_agent_id) => onChange({ ...about, owner_agent_id })}
          />
          <TextInput
            type="date"
            label={t("article.reviewOn")}
            value={about.review_on ?? ""}
            onChange={(event) => onChange({ ...about, review_on: event.currentTarget.value || null })}
          />
        </Group>
      )}
    </>
  );
}
