/** An article's versions: who wrote what when, what changed, and the way back. */
import { Badge, Button, Drawer, Group, Text } from "@mantine/core";
import { useState } from "react";
import type { Article, ArticleVersion, DiffLine } from "../api/knowledge.ts";
import { useLanguage } from "../i18n/index.ts";
import { Rows } from "../pages/ShellSkeleton.tsx";
import { fullTime } from "../text/times.ts";
import { useArticleDeeds, useDiff, useVersions } from "./queries.ts";

export function VersionHistory({ article, onClose }: { article: Article; onClose: () => void }) {
  const { t } = useLanguage();
  const { data, isPending } = useVersions(article.id, true);
  const [open, setOpen] = useState(article.number);
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={640}
      title={t("versions.title", { title: article.title })}
    >
      {isPending && <Rows count={4} height={36} />}
      {data?.items.map((each) => (
        <Version
          key={each.number}
          article={article}
          version={each}
          isOpen={each.number === open}
          onOpen={() => setOpen(each.number)}
        />
      ))}
    </Drawer>
  );
}

interface Props {
  article: Article;
  version: ArticleVersion;
  isOpen: boolean;
  onOpen: () => void;
}

function Version({ article, version, isOpen, onOpen }: Props) {
  const { t, locale } = useLanguage();
  const { act } = useArticleDeeds();
  return (
    <section className="version">
      <button type="button" className="version-head" aria-expanded={isOpen} onClick={onOpen}>
        <Text size="sm" fw={600} span>
          {t("versions.number", { number: version.number })}
        </Text>
        {version.published && <Badge color="teal">{t("versions.shown")}</Badge>}
        <Text size="xs" c="dimmed" span>
          {[
            version.author,
            fullTime(version.created_at, locale),
            version.restored_from ? t("versions.restored", { number: version.restored_from }) : "",
          ]
            .filter(Boolean)
            .join(" · ")}
        </Text>
        {version.note && (
          <Text size="xs" span>
            {version.note}
          </Text>
        )}
      </button>
      {isOpen && (
        <div className="version-body">
          {version.number > 1 ? (
            <Diff id={article.id} number={version.number} />
          ) : (
            <Text size="xs" c="dimmed">
              {t("versions.first")}
            </Text>
          )}
          {version.number < article.number && article.state !== "archived" && (
            <Group justify="flex-end">
              <Button
                variant="light"
                onClick={() => void act(article.id, "restore", { number: version.number })}
              >
                {t("versions.restore")}
              </Button>
            </Group>
          )}
        </div>
      )}
    </section>
  );
}

function Diff({ id, number }: { id: string; number: number }) {
  const { t } = useLanguage();
  const { data } = useDiff(id, number);
  if (!data) return <Rows count={3} height={16} />;
  const parts = (["title", "problem", "body"] as const).filter((part) =>
    data[part].some((line) => line.op !== "same"),
  );
  return (
    <>
      <Text size="xs" c="dimmed">
        {t("versions.compare")}
      </Text>
      {parts.map((part) => (
        <div key={part}>
          <h3 className="section-title">{t(`article.${part}`)}</h3>
          <pre className="diff">
            {data[part].map((line, index) => (
              <Line key={index} line={line} />
            ))}
          </pre>
        </div>
      ))}
    </>
  );
}

const MARKS = { same: " ", added: "+", removed: "−" };

function Line({ line }: { line: DiffLine }) {
  const Shape = line.op === "added" ? "ins" : line.op === "removed" ? "del" : "span";
  return (
    <Shape className={line.op}>
      <span aria-hidden>{MARKS[line.op]} </span>
      {line.text}
      {"\n"}
    </Shape>
  );
}
