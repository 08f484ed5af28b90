/** What administrators set besides routing: users, channels, templates, entry rules, greetings. */
import * as data from "../data/index.ts";
import { stored } from "../stored.ts";

export const admin = stored({
  users: [
    { ...data.me },
    { ...data.me, id: "u2", login: "ravi", name: "Ravi Subramaniam", roles: ["agent"], agent_id: "a2" },
  ],
  channels: data.channels.map((each) => ({ ...each })),
  templates: [
    {
      id: "t9",
      version: 1,
      name: "Birthday",
      purpose: "greeting",
      texts: [{ locale: "en", kind: "sms", subject: "", text: "Happy birthday, {{ name }}!" }],
    },
  ],
  "entry-rules": [
    {
      id: "r1",
      version: 1,
      name: "Spanish chats",
      position: 10,
      conditions: { channels: ["site"], languages: ["es"] },
      queue_id: "q1",
      requirements: [{ skill: "spanish", level: 6 }],
      priority: 0,
      to_owner: false,
      enabled: true,
    },
    {
      id: "r2",
      version: 1,
      name: "Everything else",
      position: 99,
      conditions: {},
      queue_id: "q2",
      requirements: [],
      priority: 0,
      to_owner: true,
      enabled: true,
    },
  ],
  rules: [
    {
      id: "b1",
      version: 1,
      name: "Birthday greeting",
      trigger: "birthday",
      template_id: "t9",
      channels: ["text", "mailbox"],
      at: "09:30:00",
      window: { start: "09:00:00", end: "20:00:00" },
      zone: "UTC",
      enabled: true,
    },
  ],
});
