/** What keeps customers' records good: who is kept twice, addresses that say little, lists that come in. */
import { SegmentedControl } from "@mantine/core";
import type { ComponentType } from "react";
import { useLocation, useParams } from "wouter";
import type { Role } from "../api/types.ts";
import { useLanguage, type Key } from "../i18n/index.ts";
import { useMe } from "../live/queries.ts";
import { AddressList } from "./AddressList.tsx";
import { DuplicateList } from "./DuplicateList.tsx";
import { ImportList } from "./ImportList.tsx";
import { OneImport } from "./OneImport.tsx";

interface Tab {
  name: string;
  label: Key;
  roles: Role[];
  content: ComponentType;
}

const TABS: Tab[] = [
  {
    name: "duplicates",
    label: "records.duplicates",
    roles: ["agent", "supervisor", "admin"],
    content: DuplicateList,
  },
  {
    name: "addresses",
    label: "records.addresses",
    roles: ["agent", "supervisor", "admin"],
    content: AddressList,
  },
  { name: "imports", label: "records.imports", roles: ["supervisor", "admin"], content: ImportList },
];

export default function RecordsPage() {
  const { t } = useLanguage();
  const { tab, id } = useParams<{ tab?: string; id?: string }>();
  const [, navigate] = useLocation();
  const { roles: mine } = useMe();
  const tabs = TABS.filter(({ roles }) => roles.some((role) => mine.includes(role)));
  const here = tabs.find((each) => each.name === tab) ?? tabs[0];
  if (!here) return null;
  const Content = here.content;
  return (
    <div className="plain-page">
      <header className="page-head">
        <h1>{t("nav.records")}</h1>
        <SegmentedControl
          aria-label={t("nav.records")}
          value={here.name}
          onChange={(name) => navigate(`/records/${name}`)}
          data={tabs.map((each) => ({ value: each.name, label: t(each.label) }))}
        />
      </header>
      <div className="records">{here.name === "imports" && id ? <OneImport id={id} /> : <Content />}</div>
    </div>
  );
}
