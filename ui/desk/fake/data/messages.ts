/** What was said in them. */
import type { Attachment, Message } from "../../src/api/types.ts";
import { days, minutes } from "./times.ts";

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

export const messagesOf = (id: string): Message[] => messages.filter((each) => each.interaction_id === id);
