/** Shapes of what administrators set. */
import type { TemplateText, User } from "../api/types.ts";

export type AdminUser = User & { disabled: boolean };

export interface Requirement {
  skill: string;
  level: number;
}

export interface Conditions {
  channels: string[];
  kinds: string[];
  our_addresses: string[];
  languages: string[];
  customer_tags: string[];
  classes: Record<string, string[]>;
  has_owner: boolean | null;
  digits: string[];
  answers: Record<string, string>;
  open: boolean | null;
}

export interface EntryRule {
  id: string;
  version: number;
  name: string;
  position: number;
  conditions: Conditions;
  queue_id: string;
  requirements: Requirement[];
  priority: number;
  to_owner: boolean;
  to_last_agent_days?: number | null;
  plan_id?: string | null;
  sla_id?: string | null;
  enabled: boolean;
}

export interface DryRun {
  verdicts: { rule_id: string; name: string; matched: boolean; failed: string | null }[];
  queue_id: string | null;
}

export interface Template {
  id: string;
  version: number;
  name: string;
  purpose: string;
  texts: TemplateText[];
}

export interface CareRule {
  id: string;
  version: number;
  name: string;
  trigger: string;
  template_id: string;
  channels: string[];
  at: string;
  window: { start: string; end: string };
  zone: string;
  enabled: boolean;
}

export interface CarePreview {
  items: { customer_id: string; name: string; day: string; text: string; problem: string | null }[];
}

export interface Webhook {
  id: string;
  version: number;
  url: string;
  types: string[];
  enabled: boolean;
  secret?: string;
}

export interface WebhookAttempt {
  id: string;
  event_seq: number;
  at: string;
  status: number | null;
  state: string;
  error: string;
}
