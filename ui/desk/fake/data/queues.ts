/** Where work waits, and the results agents choose from. */
import type { Disposition, Queue } from "../../src/api/types.ts";
import { agents } from "./people.ts";
import { minutes } from "./times.ts";

const member = (id: string) => ({ agent_id: id, rank: 1 });
export const queues: Queue[] = [
  {
    id: "q1",
    version: 1,
    name: "Sales",
    waiting: 2,
    longest_wait_since: minutes(3),
    members: agents.map((each) => member(each.id)),
    open: true,
    disposition_required: true,
    wrap_up_s: { phone: 30, webchat: 30 },
  },
  {
    id: "q2",
    version: 1,
    name: "Support",
    waiting: 0,
    longest_wait_since: null,
    members: [member("a1"), member("a2")],
    open: true,
    disposition_required: false,
    wrap_up_s: { phone: 30 },
  },
  {
    id: "q3",
    version: 1,
    name: "售后服务",
    waiting: 1,
    longest_wait_since: minutes(1),
    members: [member("a1"), member("a4")],
    open: false,
    disposition_required: false,
    wrap_up_s: {},
  },
];

export const dispositions: Disposition[] = [
  { code: "solved", label: "Solved", queue_id: null },
  { code: "callback", label: "Call back agreed", queue_id: null },
  { code: "sale", label: "Sale", queue_id: "q1" },
  { code: "no_interest", label: "No interest", queue_id: "q1" },
];
