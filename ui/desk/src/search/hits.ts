/** How each type of search result looks, and where it leads. */
import { IconBook2, IconBriefcase, IconMessage, IconUser, type Icon } from "@tabler/icons-react";
import type { SearchHit } from "../api/types.ts";

export const TYPES = ["customer", "case", "article", "message"] as const satisfies SearchHit["type"][];

export const ICONS: Record<SearchHit["type"], Icon> = {
  customer: IconUser,
  case: IconBriefcase,
  article: IconBook2,
  message: IconMessage,
};

export function pathOf(hit: SearchHit): string {
  if (hit.type === "case") return `/cases/${hit.id}`;
  if (hit.type === "article") return `/knowledge/${hit.id}`;
  if (hit.type === "message" && hit.interaction_id) return `/inbox/${hit.interaction_id}`;
  return `/customers/${hit.customer_id ?? hit.id}`;
}
