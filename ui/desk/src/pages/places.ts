/** The desk's pages: where each is, how the rail names it, who sees it there, and what it shows. */
import {
  IconActivity,
  IconCalculator,
  IconChartBar,
  IconInbox,
  IconSettings,
  IconUsers,
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
  page: ComponentType;
}

const SUPERVISORS: Role[] = ["supervisor", "admin"];

export const PLACES: Place[] = [
  { path: "/inbox", below: "/:id?", label: "nav.inbox", icon: IconInbox, page: DeskPage },
  {
    path: "/customers",
    below: "/:id?",
    label: "nav.customers",
    icon: IconUsers,
    page: lazy(() => import("./CustomersPage.tsx")),
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
    path: "/staffing",
    label: "nav.staffing",
    icon: IconCalculator,
    roles: SUPERVISORS,
    page: lazy(() => import("../supervise/StaffingPage.tsx")),
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
  return PLACES.filter(({ roles }) => !roles || roles.some((role) => mine.includes(role)));
}
