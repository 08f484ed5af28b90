/** The knowledge base: articles to find, read and write; canned replies; macros. */
import { Button, SegmentedControl, TextInput } from "@mantine/core";
import { useDebouncedValue, useMediaQuery } from "@mantine/hooks";
import { IconPlus, IconSearch } from "@tabler/icons-react";
import { lazy, useState } from "react";
import { useLocation, useParams } from "wouter";
import { useLanguage } from "../i18n/index.ts";
import "../styles/knowledge.css";
import { ArticleFilters } from "./ArticleFilters.tsx";
import { ArticleForm } from "./ArticleForm.tsx";
import { ArticleList } from "./ArticleList.tsx";
import { ArticleView } from "./ArticleView.tsx";
import type { Wanted } from "./queries.ts";

const CannedReplies = lazy(() => import("./CannedReplies.tsx"));
const Macros = lazy(() => import("./Macros.tsx"));
const TYPING_MS = 150;
/** List and article one after the other, as the style sheet has it. */
const NARROW = "(max-width: 860px)";

export default function KnowledgePage() {
  const { id } = useParams<{ id?: string }>();
  if (id === "canned" || id === "macros") {
    return (
      <div className="plain-page knowledge">
        <header className="page-head">
          <Head tab={id} />
        </header>
        {id === "canned" ? <CannedReplies /> : <Macros />}
      </div>
    );
  }
  return <Articles />;
}

function Head({ tab }: { tab: string }) {
  const { t } = useLanguage();
  const [, navigate] = useLocation();
  return (
    <>
      <h1>{t("nav.knowledge")}</h1>
      <SegmentedControl
        aria-label={t("nav.knowledge")}
        value={tab}
        onChange={(chosen) => navigate(chosen === "articles" ? "/knowledge" : `/knowledge/${chosen}`)}
        data={[
          { value: "articles", label: t("knowledge.articles") },
          { value: "canned", label: t("knowledge.canned") },
          { value: "macros", label: t("knowledge.macros") },
        ]}
      />
    </>
  );
}

function Articles() {
  const { id, part } = useParams<{ id?: string; part?: string }>();
  const { t } = useLanguage();
  const [, navigate] = useLocation();
  const [typed, setTyped] = useState("");
  const [q] = useDebouncedValue(typed.trim(), TYPING_MS);
  const [chosen, setChosen] = useState<Wanted>({});
  const isNarrow = useMediaQuery(NARROW, undefined, { getInitialValueInEffect: false });
  const isWriting = id === "new" || part === "edit" || part === "translate";
  return (
    <div className={`plain-page knowledge${id ? " reading" : ""}`}>
      <header className="page-head">
        <Head tab="articles" />
        <TextInput
          className="page-search"
          aria-label={t("knowledge.find")}
          placeholder={t("knowledge.find")}
          leftSection={<IconSearch size={14} />}
          value={typed}
          onFocus={() => isNarrow && id && navigate("/knowledge")}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button leftSection={<IconPlus size={15} />} onClick={() => navigate("/knowledge/new")}>
          {t("knowledge.new")}
        </Button>
      </header>
      <div className="knowledge-columns">
        <ArticleFilters chosen={chosen} onChoose={setChosen} />
        <ArticleList wanted={q ? { ...chosen, q } : chosen} selected={id} />
        <section className="knowledge-reading" aria-label={t("knowledge.articles")}>
          <ArticleView id={id === "new" ? undefined : id} />
        </section>
      </div>
      {isWriting && (
        <ArticleForm
          key={`${id ?? ""}/${part ?? ""}`}
          id={id === "new" ? undefined : id}
          isTranslation={part === "translate"}
        />
      )}
    </div>
  );
}
