/** One article to read: its other languages, its state, and what may be done with it. */
import { ActionIcon, Alert, Badge, Button, Group, Menu, Text, Tooltip } from "@mantine/core";
import {
  IconArchive,
  IconArrowBackUp,
  IconArrowLeft,
  IconBook2,
  IconBookOff,
  IconDots,
  IconHistory,
  IconLanguage,
  IconLink,
  IconPencil,
  IconThumbDown,
  IconThumbUp,
  IconWorldUpload,
} from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { Link, useLocation } from "wouter";
import type { WholeArticle } from "../api/knowledge.ts";
import { useLanguage } from "../i18n/index.ts";
import { useAgents, useDesk, useMe } from "../live/queries.ts";
import { Rows } from "../pages/ShellSkeleton.tsx";
import { Empty } from "../parts/Empty.tsx";
import { showDone } from "../parts/notices.tsx";
import { useNow } from "../parts/useNow.ts";
import { shortDay } from "../text/times.ts";
import { ArticleMarks } from "./ArticleList.tsx";
import { ArticleText } from "./ArticleText.tsx";
import { useArticle, useArticleDeeds } from "./queries.ts";
import { VersionHistory } from "./VersionHistory.tsx";
import { halfAYearAfter, languageName, linkOf } from "./words.ts";

export function ArticleView({ id }: { id: string | undefined }) {
  const { t } = useLanguage();
  const { data: article, isPending, isError } = useArticle(id);
  const { used } = useArticleDeeds();
  const counted = useRef("");
  useEffect(() => {
    if (!id || counted.current === id) return;
    counted.current = id;
    used(id, "viewed");
  }, [id, used]);
  if (!id) return <Empty icon={IconBook2} title={t("knowledge.choose")} hint={t("knowledge.chooseHint")} />;
  if (isError) return <Empty icon={IconBookOff} title={t("knowledge.gone")} />;
  if (isPending) return <Rows count={6} height={28} />;
  return <Inside key={article.id} article={article} />;
}

export function useMayPublish(): boolean {
  const me = useMe();
  return me.roles.some((role) => role === "supervisor" || role === "admin");
}

function Inside({ article }: { article: WholeArticle }) {
  const { t, locale } = useLanguage();
  const now = useNow(60_000);
  const [isHistory, setHistory] = useState(false);
  const owner = useAgents().find((each) => each.id === article.owner_agent_id);
  const { views, uses, helpful, unhelpful } = article.usage;
  return (
    <article className="article">
      <Group gap="xs" className="article-bar">
        <Link href="/knowledge" className="article-back">
          <IconArrowLeft size={15} /> {t("knowledge.back")}
        </Link>
        <Languages article={article} />
        <span className="rail-space" />
        <Deeds article={article} onHistory={() => setHistory(true)} />
      </Group>
      <h2 className="article-title" lang={article.locale}>
        {article.title}
      </h2>
      <ArticleMarks article={article} />
      <Notes article={article} />
      <ArticleText problem={article.problem_html} body={article.body_html} locale={article.locale} />
      <footer className="article-foot">
        <Feedback id={article.id} />
        <Text size="xs" c="dimmed">
          {[
            t("article.updated", { day: shortDay(article.changed_at, now, locale) }),
            t("article.counts", { views, uses, helpful, votes: helpful + unhelpful }),
            `${t("article.owner")}: ${owner?.name ?? t("article.noOwner")}`,
            article.review_on ? `${t("article.reviewOn")} ${article.review_on}` : "",
          ]
            .filter(Boolean)
            .join(" · ")}
        </Text>
      </footer>
      {isHistory && <VersionHistory article={article} onClose={() => setHistory(false)} />}
    </article>
  );
}

/** The same in other languages, and what is missing. */
function Languages({ article }: { article: WholeArticle }) {
  const { t, locale } = useLanguage();
  const [, navigate] = useLocation();
  const wanted = useDesk((desk) => desk.settings.languages);
  const there = [article.locale, ...article.translations.map((each) => each.locale)];
  const missing = wanted.filter((each) => !there.some((known) => known.split("-")[0] === each.split("-")[0]));
  return (
    <Group gap={4}>
      <Badge variant="filled">{languageName(article.locale, locale)}</Badge>
      {article.translations.map((each) => (
        <Link key={each.id} href={`/knowledge/${each.id}`} className="article-language">
          {languageName(each.locale, locale)}
          {each.behind && " ⚠"}
        </Link>
      ))}
      {article.state !== "archived" &&
        missing.slice(0, 1).map((each) => (
          <Button
            key={each}
            size="compact-xs"
            variant="subtle"
            leftSection={<IconLanguage size={13} />}
            onClick={() => navigate(`/knowledge/${article.id}/translate`)}
          >
            {t("article.translate", { language: languageName(each, locale) })}
          </Button>
        ))}
    </Group>
  );
}

function Deeds({ article, onHistory }: { article: WholeArticle; onHistory: () => void }) {
  const { t } = useLanguage();
  const [, navigate] = useLocation();
  const mayPublish = useMayPublish();
  const publicUrl = useDesk((desk) => desk.settings.public_url);
  const { act } = useArticleDeeds();
  const link = linkOf(article, publicUrl);
  const publish = async () => {
    const done = await act(article.id, "publish");
    if (done) showDone(t("article.publishedNow", { number: done.number }));
  };
  const canPublish =
    mayPublish && article.state !== "archived" && article.published_number !== article.number;
  return (
    <Group gap={4} wrap="nowrap">
      {link && (
        <Tooltip label={t("article.copyLink")}>
          <ActionIcon
            aria-label={t("article.copyLink")}
            onClick={() => void navigator.clipboard.writeText(link).then(() => showDone(t("article.copied")))}
          >
            <IconLink size={16} />
          </ActionIcon>
        </Tooltip>
      )}
      <Button variant="default" leftSection={<IconHistory size={14} />} onClick={onHistory}>
        {t("article.history")}
      </Button>
      {article.state !== "archived" && (
        <Button
          variant="default"
          leftSection={<IconPencil size={14} />}
          onClick={() => navigate(`/knowledge/${article.id}/edit`)}
        >
          {t("article.edit")}
        </Button>
      )}
      {canPublish && (
        <Button leftSection={<IconWorldUpload size={14} />} onClick={() => void publish()}>
          {t("article.publish")}
        </Button>
      )}
      {mayPublish && (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon aria-label={t("common.more")}>
              <IconDots size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {article.state !== "draft" && (
              <Menu.Item
                leftSection={<IconArrowBackUp size={14} />}
                onClick={() => void act(article.id, "take-back")}
              >
                {t("article.takeBack")}
              </Menu.Item>
            )}
            {article.state !== "archived" && (
              <Menu.Item
                leftSection={<IconArchive size={14} />}
                onClick={() => void act(article.id, "archive")}
              >
                {t("article.archive")}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
    </Group>
  );
}

/** What is not as it should be, with the remedy beside it. */
function Notes({ article }: { article: WholeArticle }) {
  const { t } = useLanguage();
  const mayPublish = useMayPublish();
  const { act } = useArticleDeeds();
  return (
    <>
      {article.published_number !== null && article.number > article.published_number && (
        <Alert color="yellow" p="xs">
          {t("article.unpublished", { number: article.number })}
        </Alert>
      )}
      {article.behind && (
        <Alert color="orange" p="xs">
          {t("article.behind")}
        </Alert>
      )}
      {article.overdue && article.state !== "archived" && (
        <Alert color="red" p="xs">
          <Group justify="space-between">
            {t("article.reviewDue", { day: article.review_on ?? "" })}
            {mayPublish && (
              <Tooltip label={t("article.nextReview")}>
                <Button
                  size="compact-xs"
                  variant="light"
                  color="red"
                  onClick={() => void act(article.id, "review", { next_on: halfAYearAfter(new Date()) })}
                >
                  {t("article.reviewed")}
                </Button>
              </Tooltip>
            )}
          </Group>
        </Alert>
      )}
    </>
  );
}

function Feedback({ id }: { id: string }) {
  const { t } = useLanguage();
  const { act } = useArticleDeeds();
  const vote = async (helpful: boolean) => {
    if (await act(id, "feedback", { helpful })) showDone(t("article.thanks"));
  };
  return (
    <Group gap={6}>
      <Text size="xs">{t("article.helped")}</Text>
      <Button
        size="compact-xs"
        variant="default"
        leftSection={<IconThumbUp size={13} />}
        onClick={() => void vote(true)}
      >
        {t("article.yes")}
      </Button>
      <Button
        size="compact-xs"
        variant="default"
        leftSection={<IconThumbDown size={13} />}
        onClick={() => void vote(false)}
      >
        {t("article.no")}
      </Button>
    </Group>
  );
}
