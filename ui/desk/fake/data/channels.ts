/** Connected channels, and the canned replies for them. */
import type { Canned, Channel } from "../../src/api/types.ts";

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
