/** Why something waits, and why somebody is offered nothing. */
import type { Explanation } from "../../src/api/explain.ts";
import type { Area } from "../area.ts";
import { soon as at } from "../data/index.ts";

export const explain: Area = ({ method, parts: [kind, , action] }) => {
  if (method !== "GET" || action !== "explain") return null;
  if (kind === "interactions") return [200, explanation()];
  return kind === "agents" ? [200, agentExplained()] : null;
};

function explanation(): Explanation {
  const block = (blocker: string, fields: object = {}) => ({
    blocker,
    detail: "",
    have: null,
    need: null,
    ...fields,
  });
  return {
    state: "waiting",
    queue_name: "Sales",
    rule: "Spanish chats",
    requirements: [{ skill: "spanish", level: 5 }],
    waited_s: 544,
    position: 1,
    plan_step: 2,
    plan_steps: 4,
    next_step_at: at(40),
    candidates: [
      {
        agent_id: "a1",
        name: "李静",
        block: block("missing_skill", { detail: "spanish", have: 3, need: 5 }),
      },
      {
        agent_id: "a2",
        name: "Ravi Subramaniam",
        block: block("missing_skill", { detail: "spanish", have: 0, need: 5 }),
      },
      { agent_id: "a3", name: "María Fernández de la Torre", block: block("cooldown", { until: at(20) }) },
      { agent_id: "a4", name: "陈志远", block: block("channel_full", { have: 2, need: 2 }) },
      { agent_id: "a5", name: "Annelise Kjærgaard", block: null },
    ],
    history: [
      {
        work_item_id: "k1",
        states: [
          { state: "waiting", cause: "entered", at: at(-620), queue_name: "Sales" },
          {
            state: "waiting",
            cause: "timed_out",
            at: at(-60),
            seconds: 40,

            queue_name: "Sales",
            plan_step: 1,
          },
          {
            state: "active",
            cause: "accepted",
            at: at(-12),
            agent_id: "a3",
            agent_name: "María Fernández de la Torre",
          },
        ],
        offers: [
          {
            id: "o1",
            agent_id: "a1",
            agent_name: "李静",
            state: "timed_out",
            cause: "timed_out",
            created_at: at(-80),
            ended_at: at(-60),
            why: {
              rule: "longest_idle",
              strategy: "longest_idle",
              waited_s: 540,
              position: 1,
              considered_total: 3,
              considered: [
                {
                  agent_id: "a2",
                  blocker: "missing_skill",
                  block: block("missing_skill", { detail: "spanish", have: 3, need: 5 }),
                },
                {
                  agent_id: "a4",
                  blocker: "channel_full",
                  block: block("channel_full", { have: 2, need: 2 }),
                },
                { agent_id: "a1", blocker: null },
              ],
            },
          },
          {
            id: "o2",
            agent_id: "a3",
            agent_name: "María Fernández de la Torre",
            state: "accepted",
            cause: null,
            created_at: at(-20),
            ended_at: at(-12),
            why: {
              rule: "next_in_line",
              strategy: "longest_idle",
              waited_s: 600,
              plan_step: 1,
              considered_total: 1,
            },
          },
        ],
      },
    ],
  };
}

const agentExplained = (): Explanation => ({
  units_used: 65,
  units: 100,
  kinds: { phone: { blocker: "channel_full", detail: "", have: 1, need: 1 }, email: null },
  items: [
    {
      interaction_id: "i10",
      queue_name: "Sales",
      block: { blocker: "missing_skill", detail: "spanish", have: 3, need: 5 },
    },
  ],
});
