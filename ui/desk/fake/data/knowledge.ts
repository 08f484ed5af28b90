/** Articles, canned replies and macros. */
import type { Article, Canned, Macro, WholeArticle } from "../../src/api/knowledge.ts";

const shared = { version: 1, scope: "everybody", agent_id: null, team: "" } as const;
const unused = { views: 0, uses: 0, helpful: 0, unhelpful: 0, last_used_at: null };

export const canned: Canned[] = [
  {
    ...shared,
    id: "t1",
    name: "greeting",
    shortcut: "hello",
    texts: [
      {
        locale: "en",
        kind: "sms",
        subject: "",
        text: "Hello {{ customer.name }}, this is {{ agent.name }}. How can I help?",
      },
      {
        locale: "zh-CN",
        kind: "sms",
        subject: "",
        text: "{{ customer.name }}您好,我是{{ agent.name }},请问有什么可以帮您?",
      },
    ],
  },
  {
    ...shared,
    id: "t2",
    name: "delivery time",
    shortcut: "parcel",
    texts: [
      {
        locale: "en",
        kind: "",
        subject: "",
        text: "Your order leaves our warehouse tomorrow and arrives within three working days.",
      },
    ],
  },
  {
    ...shared,
    id: "t3",
    name: "thanks",
    shortcut: "thanks",
    texts: [{ locale: "en", kind: "sms", subject: "", text: "Thank you, and have a good day!" }],
  },
];

export const macros: Macro[] = [
  {
    ...shared,
    id: "m1",
    name: "Solved, with thanks",
    hint: "Thanks the customer and closes",
    kinds: [],
    enabled: true,
    actions: [
      { step: "reply", ref_id: "t3", text: "", value: "", number: null },
      { step: "close", ref_id: "", text: "", value: "solved", number: null },
    ],
  },
];

const refunds: Article = {
  id: "k1",
  version: 1,
  group_id: "k1",
  locale: "en",
  kind: "case",
  state: "published",
  visibility: "public",
  title: "Late parcels and refunds",
  excerpt: "Parcels take three to five working days.",
  link: "/kb/refunds",
  tags: ["parcel", "refund"],
  product: "",
  owner_agent_id: "a1",
  review_on: null,
  overdue: false,
  number: 1,
  published_number: 1,
  behind: false,
  updated_at: "2026-01-01T00:00:00.000Z",
  changed_at: "2026-01-01T00:00:00.000Z",
  usage: unused,
  translations: [],
};

export const articles: WholeArticle[] = [
  {
    ...refunds,
    problem: "",
    body: "Parcels take three to five working days.",
    problem_html: "",
    body_html: "<p>Parcels take three to five working days.</p>",
    plain: "Parcels take three to five working days.",
  },
];
