/** Pools: who is where and whose; this week's calls; who is away. */
import { Tabs } from "@mantine/core";
import { useLanguage } from "../i18n/index.ts";
import "../styles/value.css";
import { AbsenceList } from "./AbsenceList.tsx";
import { PoolList } from "./PoolList.tsx";
import { WeeklyList } from "./WeeklyList.tsx";

export default function PoolsPage() {
  const { t } = useLanguage();
  return (
    <div className="plain-page">
      <header className="page-head">
        <h1>{t("nav.pools")}</h1>
      </header>
      <Tabs defaultValue="pools" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="pools">{t("pools.customers")}</Tabs.Tab>
          <Tabs.Tab value="weekly">{t("weekly.title")}</Tabs.Tab>
          <Tabs.Tab value="absences">{t("absences.title")}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="pools">
          <PoolList />
        </Tabs.Panel>
        <Tabs.Panel value="weekly">
          <WeeklyList />
        </Tabs.Panel>
        <Tabs.Panel value="absences">
          <AbsenceList />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}
