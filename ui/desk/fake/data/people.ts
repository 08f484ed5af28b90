/** Who works here. */
import type { Agent, User } from "../../src/api/types.ts";
import { minutes } from "./times.ts";

export const me: User = {
  id: "u1",
  login: "li",
  name: "李静",
  roles: ["agent", "supervisor", "admin"],
  agent_id: "a1",
  language: "",
};

export function agent(
  id: string,
  name: string,
  state: Agent["presence"]["state"],
  extra: Partial<Agent> = {},
): Agent {
  return {
    id,
    version: 1,
    name,
    presence: {
      state,
      reason: state === "not_ready" ? "lunch" : "",
      since: minutes(42),
      pending: null,
      pending_reason: "",
    },
    phone: "+8613800000001",
    skills: { sales: 7, english: 8 },
    languages: ["zh-CN", "en"],
    load: { units_used: 0, units: 100, by_kind: {} },
    queue_ids: ["q1"],
    ...extra,
  };
}

export const agents: Agent[] = [
  agent("a1", "李静", "ready", {
    load: { units_used: 65, units: 100, by_kind: { email: 1, webchat: 1, sms: 1 } },
  }),
  agent("a2", "Ravi Subramaniam", "ready", { skills: { support: 9, hindi: 10, english: 9 } }),
  agent("a3", "María Fernández de la Torre", "not_ready", { skills: { spanish: 10, sales: 6 } }),
  agent("a4", "陈志远", "ready", {
    skills: { sales: 5 },
    load: { units_used: 100, units: 100, by_kind: { phone: 1 } },
  }),
  agent("a5", "Annelise Kjærgaard", "offline", {}),
];
