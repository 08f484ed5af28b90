/** The desk's pages: where each is, how the rail names it, who sees it there, and what it shows. */
import {
  IconActivity,
  IconAddressBook,
  IconBook2,
  IconCalculator,
  IconChartBar,
  IconChartDots,
  IconBriefcase,
  IconChecklist,
  IconInbox,
  IconReportAnalytics,
  IconSearch,
  IconSettings,
  IconSun,
  IconUsers,
  IconUsersGroup,
  type Icon,
} from "@tabler/icons-react";
import { lazy, type ComponentType } from "react";
import type { Role } from "../api/types.ts";
import type { Key } from "../i18n/index.ts";
import { useMe } from "../live/queries.ts";
import { DeskPage } from "./DeskPage.tsx";

export interface Place {
  path: string;
  /** What of the address the page reads itself. */
  below?: string;
  label: Key;
  icon: Icon;
  /** Whose rail has it; everybody's, unless given. */
  roles?: Role[];
  /** Reached by the search box instead of the rail. */
  isApart?: boolean;
  page: ComponentType;
}

const SUPERVISORS: Role[] = ["supervisor", "admin"];

export const PLACES: Place[] = [
  {
    path: "/today",
    label: "nav.today",
    icon: IconSun,
    page: lazy(() => import("../today/TodayPage.tsx")),
  },
  { path: "/inbox", below: "/:id?", label: "nav.inbox", icon: IconInbox, page: DeskPage },
  {
    path: "/customers",
    below: "/:id?",
    label: "nav.customers",
    icon: IconUsers,
    page: lazy(() => import("./CustomersPage.tsx")),
  },
  {
    path: "/cases",
    below: "/:id?",
    label: "nav.cases",
    icon: IconBriefcase,
    page: lazy(() => import("../cases/CasesPage.tsx")),
  },
  {
    path: "/tasks",
    label: "nav.tasks",
    icon: IconChecklist,
    page: lazy(() => import("../tasks/TasksPage.tsx")),
  },
  {
    path: "/records",
    below: "/:tab?/:id?",
    label: "nav.records",
    icon: IconAddressBook,
    roles: ["agent", "supervisor", "admin"],
    page: lazy(() => import("../records/RecordsPage.tsx")),
  },
  {
    path: "/knowledge",
    below: "/:id?/:part?",
    label: "nav.knowledge",
    icon: IconBook2,
    page: lazy(() => import("../knowledge/KnowledgePage.tsx")),
  },
  {
    path: "/pools",
    label: "nav.pools",
    icon: IconUsersGroup,
    page: lazy(() => import("../value/PoolsPage.tsx")),
  },
  {
    path: "/value",
    label: "nav.value",
    icon: IconChartDots,
    roles: SUPERVISORS,
    page: lazy(() => import("../value/ValuePage.tsx")),
  },
  {
    path: "/live",
    label: "nav.live",
    icon: IconActivity,
    roles: SUPERVISORS,
    page: lazy(() => import("../supervise/LivePage.tsx")),
  },
  {
    path: "/reports",
    label: "nav.reports",
    icon: IconChartBar,
    roles: SUPERVISORS,
    page: lazy(() => import("../supervise/ReportsPage.tsx")),
  },
  {
    path: "/service",
    label: "nav.service",
    icon: IconReportAnalytics,
    roles: ["agent", "supervisor", "admin"],
    page: lazy(() => import("../supervise/ServiceReportPage.tsx")),
  },
  {
    path: "/staffing",
    label: "nav.staffing",
    icon: IconCalculator,
    roles: SUPERVISORS,
    page: lazy(() => import("../supervise/StaffingPage.tsx")),
  },
  {
    path: "/search",
    label: "search.label",
    icon: IconSearch,
    isApart: true,
    page: lazy(() => import("../search/SearchPage.tsx")),
  },
  {
    path: "/admin",
    below: "/:tab?",
    label: "nav.admin",
    icon: IconSettings,
    roles: SUPERVISORS,
    page: lazy(() => import("../admin/AdminPage.tsx")),
  },
];

/** The pages of whoever is signed in. */
export function usePlaces(): Place[] {
  const { roles: mine } = useMe();
  return PLACES.filter(
    ({ roles, isApart }) => !isApart && (!roles || roles.some((role) => mine.includes(role))),
  );
}
