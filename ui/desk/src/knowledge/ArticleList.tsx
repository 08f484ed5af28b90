/** Articles in a list: title, what it begins with, its languages and state. */
import { Badge, Button, Group, Text } from "@mantine/core";
import { IconBook2, IconBookOff } from "@tabler/icons-react";
import { Link } from "wouter";
import type { Article } from "../api/knowledge.ts";
import { useLanguage } from "../i18n/index.ts";
import { Rows } from "../pages/ShellSkeleton.tsx";
import { Empty } from "../parts/Empty.tsx";
import { useArticles, type Wanted } from "./queries.ts";

export function ArticleList({ wanted, selected }: { wanted: Wanted; selected: string | undefined }) {
  const { t } = useLanguage();
  const { data, isPending, isError, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useArticles(wanted);
  const articles = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="knowledge-list" aria-label={t("knowledge.all")}>
      {isPending && <Rows count={8} height={52} />}
      {isError && (
        <Empty icon={IconBookOff} title={t("problem.title")}>
          <Button onClick={() => void refetch()}>{t("common.tryAgain")}</Button>
        </Empty>
      )}
      {!isPending && !isError && articles.length === 0 && (
        <Empty
          icon={IconBook2}
          title={wanted.q ? t("knowledge.notFound", { text: wanted.q }) : t("knowledge.empty")}
          hint={t(wanted.q ? "knowledge.notFoundHint" : "knowledge.emptyHint")}
        />
      )}
      {articles.map((each) => (
        <Line key={each.id} article={each} isOn={each.id === selected} />
      ))}
      {hasNextPage && (
        <Button
          variant="subtle"
          color="gray"
          className="quiet-button"
          loading={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {t("common.more")}
        </Button>
      )}
    </section>
  );
}

function Line({ article, isOn }: { article: Article; isOn: boolean }) {
  return (
    <Link
      href={`/knowledge/${article.id}`}
      className={isOn ? "article-line on" : "article-line"}
      aria-current={isOn ? "true" : undefined}
    >
      <Text size="sm" fw={600} lang={article.locale}>
        {article.title}
      </Text>
      <Text size="xs" c="dimmed" lineClamp={2} lang={article.locale}>
        {article.excerpt}
      </Text>
      <ArticleMarks article={article} />
    </Link>
  );
}

/** Kind, language, and whatever is not as it should be. */
export function ArticleMarks({ article }: { article: Article }) {
  const { t } = useLanguage();
  return (
    <Group gap={4}>
      <Badge color="indigo">{t(`articleKind.${article.kind}`)}</Badge>
      <Badge color="gray">{article.locale}</Badge>
      {article.state !== "published" && <Badge color="yellow">{t(`articleState.${article.state}`)}</Badge>}
      {article.visibility === "public" && <Badge color="teal">{t("visibility.public")}</Badge>}
      {article.overdue && <Badge color="red">{t("knowledge.overdue")}</Badge>}
      {article.behind && <Badge color="orange">{t("knowledge.behind")}</Badge>}
      {article.tags.map((tag) => (
        <Badge key={tag} color="gray" variant="outline">
          {tag}
        </Badge>
      ))}
    </Group>
  );
}
