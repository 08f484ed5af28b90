/** People, queues and conversations for trying the desk without a hub. */
import type {
  Agent,
  Attachment,
  Canned,
  Channel,
  Customer,
  Disposition,
  Interaction,
  Message,
  Queue,
  User,
} from "../src/api/types.ts";

const HOUR = 3_600_000;
export const ago = (milliseconds: number): string => new Date(Date.now() - milliseconds).toISOString();
const minutes = (count: number): string => ago(count * 60_000);
const days = (count: number): string => ago(count * 24 * HOUR);

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

export const canned: Canned[] = [
  {
    id: "t1",
    name: "greeting",
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
    id: "t2",
    name: "delivery time",
    texts: [
      {
        locale: "en",
        kind: "email",
        subject: "",
        text: "Your order leaves our warehouse tomorrow and arrives within three working days.",
      },
    ],
  },
  {
    id: "t3",
    name: "thanks",
    texts: [{ locale: "en", kind: "sms", subject: "", text: "Thank you, and have a good day!" }],
  },
];

export const channels: Channel[] = [
  {
    name: "hotline",
    kind: "phone",
    capabilities: ["call_out", "call_control"],
    state: "up",
    detail: "",
    address: "+862155501000",
  },
  {
    name: "text",
    kind: "sms",
    capabilities: ["text_out", "write_first", "files_out", "delivery_status"],
    state: "up",
    detail: "",
    address: "+862155501000",
  },
  {
    name: "mailbox",
    kind: "email",
    capabilities: ["text_out", "write_first", "files_out"],
    state: "up",
    detail: "",
    address: "service@example.com",
  },
  {
    name: "site",
    kind: "webchat",
    capabilities: ["text_out", "files_out", "typing"],
    state: "up",
    detail: "",
    address: "shop.example.com",
  },
  {
    name: "pbx",
    kind: "webhook",
    capabilities: ["text_out"],
    state: "retrying",
    detail: "503 from https://pbx.example.com, next try in 40 s",
    address: "",
  },
];

export function customer(id: string, name: string, extra: Partial<Customer> = {}): Customer {
  return {
    id,
    version: 1,
    name,
    kind: "person",
    language: "en",
    time_zone: "Europe/London",
    birthday: null,
    owner_agent_id: null,
    lifecycle: "customer",
    tags: [],
    attributes: {},
    external_ids: [],
    contact_points: [],
    created_at: days(300),
    updated_at: days(1),
    consents: [],
    duplicates: [],
    ...extra,
  };
}

const point = (
  id: string,
  kind: "phone" | "email" | "chat",
  value: string,
  state: "claimed" | "verified" | "shared" | "blocked",
  label = "",
) => ({ id, kind, value, state, label });

export const customers: Customer[] = [
  customer("c1", "王小明", {
    language: "zh-CN",
    time_zone: "Asia/Shanghai",
    tags: ["gold", "deaf in one ear"],
    owner_agent_id: "a1",
    birthday: { calendar: "lunar", month: 10, day: 18, year: 1984 },
    attributes: { "Customer no.": "4711-0032" },
    contact_points: [
      point("p1", "phone", "+8613800138000", "verified", "手机"),
      point("p2", "email", "wang.xiaoming@example.com.cn", "claimed"),
      point("p3", "phone", "+862158880000", "shared", "公司总机"),
    ],
    consents: [
      {
        id: "k1",
        kind: "sms",
        purpose: null,
        status: "granted",
        source: "sms",
        evidence: "START",
        at: days(60),
      },
      {
        id: "k2",
        kind: "email",
        purpose: "marketing",
        status: "withdrawn",
        source: "agent",
        evidence: "asked on the phone",
        at: days(20),
      },
    ],
    duplicates: [
      { customer_id: "c4", name: "王晓明", evidence: "same e-mail address, name differs in one character" },
    ],
  }),
  customer("c2", "Roberta Cole-Whittington", {
    tags: ["wholesale"],
    contact_points: [
      point("p4", "email", "roberta.cole-whittington@northern-lights-trading.example", "verified"),
      point("p5", "phone", "+441632960961", "claimed"),
    ],
    birthday: { calendar: "gregorian", month: 6, day: 3 },
  }),
  customer("c3", "Anna Ruiz", {
    language: "es",
    contact_points: [
      point("p6", "chat", "visitor-83", "claimed"),
      point("p7", "phone", "+34612345678", "blocked"),
    ],
  }),
  customer("c4", "王晓明", {
    language: "zh-CN",
    contact_points: [point("p8", "email", "wang.xiaoming@example.com.cn", "claimed")],
  }),
  customer("c5", "Northern Lights Trading Company (Scandinavia) ApS", {
    kind: "organisation",
    tags: ["wholesale", "invoice"],
  }),
];

export function interaction(id: string, fields: Partial<Interaction>): Interaction {
  return {
    id,
    version: 1,
    channel: "text",
    kind: "sms",
    direction: "in",
    state: "active",
    customer_id: null,
    contact_point_id: null,
    subject: "",
    address: "",
    our_address: "",
    queue_id: "q1",
    queue_name: "Sales",
    agent_id: null,
    customer_name: null,
    linked_id: null,
    priority: 0,
    language: "",
    disposition: null,
    entry_rule: null,
    attributes: {},
    created_at: minutes(20),
    queued_at: minutes(20),
    accepted_at: minutes(18),
    ended_at: null,
    closed_at: null,
    wrap_until: null,
    snoozed_until: null,
    last_customer_at: minutes(2),
    last_message: null,
    unread: 0,
    call: null,
    ...fields,
  };
}

const wang = { customer_id: "c1", customer_name: "王小明", address: "+8613800138000" };
const cole = {
  customer_id: "c2",
  customer_name: "Roberta Cole-Whittington",
  address: "roberta.cole-whittington@northern-lights-trading.example",
};
const past = (at: string) => ({
  created_at: at,
  queued_at: at,
  accepted_at: at,
  ended_at: at,
  closed_at: at,
  state: "closed" as const,
  agent_id: "a1",
  disposition: "solved",
});

export const interactions: Interaction[] = [
  interaction("i1", {
    ...wang,
    channel: "hotline",
    kind: "phone",
    agent_id: "a1",
    accepted_at: minutes(3),
    call: {
      state: "connected",
      held: false,
      muted: false,
      recording: true,
      started_at: ago(192_000),
      participants: [
        { label: "customer", name: "王小明", state: "joined", held: false, muted: false },
        { label: "agent", name: "李静", state: "joined", held: false, muted: false },
      ],
    },
  }),
  interaction("i2", {
    ...cole,
    channel: "mailbox",
    kind: "email",
    agent_id: "a1",
    subject: "Order 1183: two parcels arrived, one is missing",
    unread: 1,
    last_message: { text: "Two of the three parcels came", at: minutes(21), direction: "in" },
  }),
  interaction("i3", {
    ...wang,
    agent_id: "a1",
    accepted_at: minutes(9),
    last_message: { text: "好的,谢谢!那我周六上午过来", at: minutes(1), direction: "in" },
  }),
  interaction("i4", {
    channel: "site",
    kind: "webchat",
    agent_id: "a1",
    customer_id: "c3",
    customer_name: "Anna Ruiz",
    address: "visitor-83",
    state: "pending",
    last_message: { text: "Which colour would you like?", at: minutes(50), direction: "out" },
  }),
  interaction("i5", {
    agent_id: "a1",
    address: "+441632960000",
    state: "snoozed",
    snoozed_until: new Date(Date.now() + 15 * HOUR).toISOString(),
    last_message: { text: "Please remind me tomorrow", at: minutes(200), direction: "in" },
  }),
  interaction("i6", {
    ...wang,
    ...past(days(1)),
    channel: "mailbox",
    kind: "email",
    subject: "订单 1183 延迟",
  }),
  interaction("i7", {
    ...wang,
    ...past(days(3)),
    channel: "hotline",
    kind: "phone",
    state: "abandoned",
    disposition: null,
    agent_id: null,
  }),
  interaction("i8", {
    ...wang,
    ...past(days(9)),
    last_message: { text: "请问周末营业吗?", at: days(9), direction: "in" },
  }),
  interaction("i9", {
    ...wang,
    ...past(days(40)),
    channel: "manual",
    kind: "manual",
    subject: "Visit: tried the new model, will decide with his wife",
  }),
  interaction("i10", {
    channel: "site",
    kind: "webchat",
    state: "waiting",
    agent_id: null,
    customer_id: "c3",
    customer_name: "Anna Ruiz",
    address: "visitor-83",
    accepted_at: null,
    queued_at: ago(34_000),
    last_message: { text: "Hola, ¿me pueden ayudar con una devolución?", at: ago(34_000), direction: "in" },
  }),
];

let serial = 0;
export function message(interactionId: string, fields: Partial<Message>): Message {
  serial += 1;
  return {
    id: `m${serial}`,
    interaction_id: interactionId,
    seq: serial,
    direction: "in",
    kind: "text",
    text: "",
    subject: "",
    html_url: null,
    attachments: [],
    author: { type: "customer", id: null, name: "王小明" },
    delivery: null,
    created_at: minutes(15),
    ...fields,
  };
}

const us = { direction: "out" as const, author: { type: "agent" as const, id: "a1", name: "李静" } };
const file = (id: string, name: string, type: string, size: number): Attachment => ({
  id,
  name,
  type,
  size,
  url: `/api/v1/attachments/${id}`,
});

export const messages: Message[] = [
  message("i1", {
    kind: "call",
    text: "Call from +86 138 0013 8000 to the hotline",
    author: { type: "system", id: null, name: "" },
  }),
  message("i1", {
    kind: "system",
    text: "Entry rule “Sales hotline” → Sales",
    author: { type: "system", id: null, name: "" },
    created_at: minutes(4),
  }),
  message("i1", {
    kind: "call",
    text: "李静 joined",
    author: { type: "system", id: null, name: "" },
    created_at: minutes(3),
  }),
  message("i1", {
    kind: "note",
    direction: "internal",
    text: "想换大一号,周六来店里",
    author: us.author,
    created_at: minutes(2),
  }),
  message("i2", {
    kind: "email",
    subject: "Order 1183: two parcels arrived, one is missing",
    text: "Two of the three parcels came",
    author: { type: "customer", id: "c2", name: "Roberta Cole-Whittington" },
    attachments: [
      file("f1", "delivery-note-1183-signed-by-the-warehouse.pdf", "application/pdf", 248_112),
      file("f2", "parcels.png", "image/png", 18_400),
    ],
    created_at: minutes(21),
  }),
  message("i3", { text: "你好,我昨天订的鞋子能换大一号吗?订单号 1183", created_at: minutes(12) }),
  message("i3", {
    ...us,
    text: "王先生您好,可以的。您可以到店里换,也可以寄回来。",
    delivery: { state: "read", error_class: null, error_code: null },
    created_at: minutes(9),
  }),
  message("i3", { text: "到店里换吧,周末营业吗?", created_at: minutes(7) }),
  message("i3", {
    kind: "note",
    direction: "internal",
    text: "43 码还剩两双,已留一双。",
    author: us.author,
    created_at: minutes(6),
  }),
  message("i3", {
    ...us,
    text: "周六、周日 10:00–20:00 都营业,我给您留一双 43 码。",
    delivery: { state: "delivered", error_class: null, error_code: null },
    created_at: minutes(5),
  }),
  message("i3", {
    ...us,
    text: "地址:人民路 88 号",
    delivery: { state: "failed", error_class: "refused", error_code: "30007" },
    created_at: minutes(4),
  }),
  message("i3", { text: "好的,谢谢!那我周六上午过来", created_at: minutes(1) }),
  message("i4", {
    ...us,
    text: "Which colour would you like?",
    delivery: { state: "delivered", error_class: null, error_code: null },
    created_at: minutes(50),
  }),
  message("i5", {
    text: "Please remind me tomorrow",
    author: { type: "customer", id: null, name: "" },
    created_at: minutes(200),
  }),
  message("i6", {
    kind: "email",
    subject: "订单 1183 延迟",
    text: "你好,我的订单什么时候到?\n\n> 您的订单已发货。",
    created_at: days(1),
  }),
  message("i8", { text: "请问周末营业吗?", created_at: days(9) }),
  message("i9", {
    kind: "note",
    direction: "internal",
    text: "Visit: tried the new model, will decide with his wife",
    author: us.author,
    created_at: days(40),
  }),
];
const mail = messages.find((each) => each.interaction_id === "i2");
if (mail) mail.html_url = `/api/v1/messages/${mail.id}/html`;

export const HTML = `<!doctype html><meta charset=utf-8><style>body{font:14px/1.5 sans-serif;margin:0;color:#222}</style>
<p>Dear colleagues,</p><p>two of the three parcels of order <b>1183</b> came this morning; the one with the <i>blue lamps</i> is missing.
Our driver says that there were only two on the pallet.</p><p>Could you please find out where it is? We open the new shop on Friday.</p>
<p>Kind regards<br>Roberta Cole-Whittington</p><p><img data-blocked-src="x" alt="[image]"></p>
<blockquote type=cite><p>On Monday you wrote:</p><p>Your order has been handed to the carrier.</p></blockquote>`;
