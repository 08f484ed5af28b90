/** How a case is named and coloured, in either language. */
import type { Case, CaseField, CaseKind, CaseState, Department } from "../api/service.ts";
import type { Locale } from "../i18n/index.ts";

export const STATE_COLOURS: Record<CaseState, string> = {
  new: "indigo",
  open: "indigo",
  waiting_customer: "yellow",
  waiting_third_party: "yellow",
  resolved: "green",
  closed: "gray",
};

export const isSettled = (one: Case): boolean => one.state === "resolved" || one.state === "closed";

export function kindName(kinds: CaseKind[], id: string, locale: Locale): string {
  const kind = kinds.find((each) => each.id === id);
  return (locale === "zh-CN" && kind?.name_zh) || kind?.name_en || id;
}

export const fieldName = (field: CaseField, locale: Locale): string =>
  (locale === "zh-CN" && field.name_zh) || field.name_en;

export const departmentName = (department: Department, locale: Locale): string =>
  (locale === "zh-CN" && department.name_zh) || department.name;
