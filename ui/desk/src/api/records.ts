/** Lists that come in, records kept twice, addresses that say little, and attributes an administrator defines. */
import { request } from "./client.ts";
import type { ContactPoint, Customer } from "./types.ts";

export type ImportState =
  "loading" | "uploaded" | "checking" | "checked" | "running" | "done" | "cancelled" | "failed";

export interface ImportLine {
  id: string;
  version: number;
  kind: string;
  name: string;
  state: ImportState;
  source: string;
  charset: string;
  columns: string[];
  mapping: Record<string, string>;
  rows: number;
  done_rows: number;
  counts: Partial<Record<"added" | "changed" | "unchanged" | "wrong", number>>;
  error: string;
  created_by: string;
  created_at: string;
}

export interface ImportField {
  name: string;
  en: string;
  zh: string;
  required: boolean;
  joins: boolean;
}

export interface Import extends ImportLine {
  fields: ImportField[];
  sample: string[][];
  open_faults: number;
}

export interface Fault {
  number: number;
  state: "open" | "mended";
  cells: Record<string, string>;
  problems: { column: string; value: string; message: string; remedy: string; code: string }[];
}

export type EvidenceKind =
  "verified_address" | "address" | "similar_address" | "external_id" | "name" | "similar_name" | "birthday";

export interface Proposal {
  id: string;
  score: number;
  state: "open" | "dismissed" | "merged";
  evidence: { kind: EvidenceKind; value: string }[];
  one: Customer;
  other: Customer;
}

export interface MergeRule {
  id: string;
  version: number;
  name: string;
  needs: EvidenceKind[];
  enabled: boolean;
}

export interface OwnedAddress extends ContactPoint {
  customer_id: string;
  customer_name: string;
}

export type FieldType = "text" | "number" | "date" | "boolean" | "choice" | "choices";

export interface CustomerField {
  id: string;
  version: number;
  key: string;
  label_en: string;
  label_zh: string;
  type: FieldType;
  choices: string[];
  required: boolean;
  personal: boolean;
  position: number;
  active: boolean;
}

/** Sends a list; the browser says its boundary itself. */
export async function uploadList(file: File, kind: string, source: string): Promise<Import> {
  const form = new FormData();
  form.append("file", file);
  const asked = new URLSearchParams({ kind, source }).toString();
  return request<Import>("POST", `/imports?${asked}`, { form });
}
