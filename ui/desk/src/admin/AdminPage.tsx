/** What supervisors and administrators set, in groups: people, routing, channels and texts, other systems. */
import { NativeSelect } from "@mantine/core";
import { lazy, Suspense, type ComponentType } from "react";
import { Link, useLocation, useParams } from "wouter";
import type { Role } from "../api/types.ts";
import { useLanguage, type Key } from "../i18n/index.ts";
import { useMe } from "../live/queries.ts";
import { Rows } from "../pages/ShellSkeleton.tsx";
import { useFindings } from "./findings.tsx";

interface Tab {
  name: string;
  label: Key;
  content: ComponentType;
  /** Who may open it besides administrators. */
  for?: Role[];
}

const SUPERVISORS: Role[] = ["supervisor"];

const GROUPS: [Key, Tab[]][] = [
  [
    "admin.people",
    [
      { name: "users", label: "admin.users", content: lazy(() => import("./Users.tsx")) },
      tab("agents", "admin.agents", () => import("./Agents.tsx")),
      tab("skills", "admin.skills", () => import("./Skills.tsx")),
      tab("profiles", "admin.profiles", () => import("./Profiles.tsx")),
    ],
  ],
  [
    "admin.routing",
    [
      tab("queues", "admin.queues", () => import("./Queues.tsx")),
      tab("entry-rules", "admin.entryRules", () => import("./EntryRules.tsx")),
      tab("plans", "admin.plans", () => import("./Plans.tsx")),
      tab("hours", "admin.hours", () => import("./Hours.tsx")),
      tab("sla", "admin.sla", () => import("./SlaPolicies.tsx")),
      tab("results", "admin.results", () => import("./Dispositions.tsx")),
      tab("check", "admin.check", () => import("./Check.tsx")),
    ],
  ],
  [
    "admin.service",
    [
      { name: "customer-fields", label: "fields.title", content: lazy(() => import("./CustomerFields.tsx")) },
      { name: "merge-rules", label: "mergeRules.title", content: lazy(() => import("./MergeRules.tsx")) },
      tab("case-kinds", "caseKinds.title", () => import("./CaseKinds.tsx")),
      tab("departments", "departments.title", () => import("./Departments.tsx")),
      tab("notices", "notices.title", () => import("./Notices.tsx")),
    ],
  ],
  [
    "admin.texts",
    [
      tab("channels", "admin.channels", () => import("./Channels.tsx")),
      tab("templates", "admin.templates", () => import("./Templates.tsx")),
      tab("care", "admin.care", () => import("./CareRules.tsx")),
      tab("suppressions", "suppressions.title", () => import("./Suppressions.tsx")),
    ],
  ],
  [
    "admin.systems",
    [
      { name: "webhooks", label: "admin.webhooks", content: lazy(() => import("./Webhooks.tsx")) },
      { name: "audit", label: "audit.title", content: lazy(() => import("./Audit.tsx")) },
    ],
  ],
];

function tab(name: string, label: Key, load: () => Promise<{ default: ComponentType }>): Tab {
  return { name, label, content: lazy(load), for: SUPERVISORS };
}

export default function AdminPage() {
  const { t } = useLanguage();
  const { tab: asked } = useParams<{ tab?: string }>();
  const [, navigate] = useLocation();
  const me = useMe();
  const doubts = useFindings().length;
  const may = (each: Tab) =>
    me.roles.includes("admin") || (each.for ?? []).some((role) => me.roles.includes(role));
  const groups = GROUPS.map(([label, tabs]) => [label, tabs.filter(may)] as const).filter(
    ([, tabs]) => tabs.length > 0,
  );
  const all = groups.flatMap(([, tabs]) => tabs);
  const here = all.find((each) => each.name === asked) ?? all[0];
  if (!here) return null;
  const { content: Content } = here;
  return (
    <div className="plain-page admin">
      <header className="page-head">
        <h1>{t("nav.admin")}</h1>
        <NativeSelect
          className="admin-choice"
          aria-label={t("admin.pages")}
          value={here.name}
          onChange={(event) => navigate(`/admin/${event.currentTarget.value}`)}
          data={groups.map(([label, tabs]) => ({
            group: t(label),
            items: tabs.map((each) => ({ value: each.name, label: t(each.label) })),
          }))}
        />
      </header>
      <div className="admin-columns">
        <nav className="admin-nav" aria-label={t("admin.pages")}>
          {groups.map(([label, tabs]) => (
            <div key={label} role="group" aria-label={t(label)}>
              <span className="section-title">{t(label)}</span>
              {tabs.map((each) => (
                <Link
                  key={each.name}
                  href={`/admin/${each.name}`}
                  className={each === here ? "admin-place here" : "admin-place"}
                  aria-current={each === here ? "page" : undefined}
                >
                  {t(each.label)}
                  {each.name === "check" && doubts > 0 && <span className="unread">{doubts}</span>}
                </Link>
              ))}
            </div>
          ))}
        </nav>
        <section className="admin-panel" aria-label={t(here.label)}>
          <h2 className="admin-title">{t(here.label)}</h2>
          <Suspense fallback={<Rows count={5} height={32} />}>
            <Content />
          </Suspense>
        </section>
      </div>
    </div>
  );
}
