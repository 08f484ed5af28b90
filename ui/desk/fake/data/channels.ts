/** Connected channels. */
import type { Channel } from "../../src/api/types.ts";

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
