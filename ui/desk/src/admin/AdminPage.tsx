/** What an administrator sets: users, queues, entry rules, channels, templates, care rules, webhooks. */
import { Tabs } from "@mantine/core";
import { lazy, Suspense, type ComponentType } from "react";
import { useLocation, useParams } from "wouter";
import { useLanguage, type Key } from "../i18n/index.ts";
import { Rows } from "../pages/ShellSkeleton.tsx";

const TABS: [string, Key, ComponentType][] = [
  ["users", "admin.users", lazy(() => import("./Users.tsx"))],
  ["queues", "admin.queues", lazy(() => import("./Queues.tsx"))],
  ["entry-rules", "admin.entryRules", lazy(() => import("./EntryRules.tsx"))],
  ["channels", "admin.channels", lazy(() => import("./Channels.tsx"))],
  ["templates", "admin.templates", lazy(() => import("./Templates.tsx"))],
  ["care", "admin.care", lazy(() => import("./CareRules.tsx"))],
  ["webhooks", "admin.webhooks", lazy(() => import("./Webhooks.tsx"))],
];

export default function AdminPage() {
  const { t } = useLanguage();
  const { tab } = useParams<{ tab?: string }>();
  const [, navigate] = useLocation();
  const here = TABS.some(([name]) => name === tab) ? tab : "users";
  return (
    <div className="plain-page">
      <header className="page-head">
        <h1>{t("nav.admin")}</h1>
      </header>
      <Tabs
        value={here ?? "users"}
        onChange={(name) => navigate(`/admin/${name ?? "users"}`)}
        keepMounted={false}
      >
        <Tabs.List className="admin-tabs">
          {TABS.map(([name, label]) => (
            <Tabs.Tab key={name} value={name}>
              {t(label)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {TABS.map(([name, , Content]) => (
          <Tabs.Panel key={name} value={name} className="admin-panel">
            <Suspense fallback={<Rows count={5} height={32} />}>
              <Content />
            </Suspense>
          </Tabs.Panel>
        ))}
      </Tabs>
    </div>
  );
}
