/** Lists that came in, records kept twice, addresses that say little, and customers' own fields. */
import type { CustomerField, Import, MergeRule, Proposal } from "../../src/api/records.ts";
import type { Customer } from "../../src/api/types.ts";
import { oneOf, page, type Area } from "../area.ts";
import * as data from "../data/index.ts";
import { stored } from "../stored.ts";

const imported: Import = {
  id: "l1",
  version: 2,
  kind: "customers",
  name: "customers-2025.csv",
  state: "checked",
  source: "old shop",
  charset: "gb18030",
  columns: ["姓名", "电话", "生日"],
  mapping: { 姓名: "name", 电话: "phone", 生日: "birthday" },
  rows: 1204,
  done_rows: 1204,
  counts: { added: 1100, changed: 92, wrong: 12 },
  error: "",
  created_by: "user:u1",
  created_at: data.days(1),
  fields: [
    { name: "name", en: "Name", zh: "姓名", required: true, joins: false },
    { name: "phone", en: "Phone", zh: "电话", required: false, joins: true },
    { name: "birthday", en: "Birthday", zh: "生日", required: false, joins: false },
  ],
  sample: [["王小明", "13800138000", "农历十月十八"]],
  open_faults: 12,
};

const [one, , , other] = data.customers as [Customer, Customer, Customer, Customer];
const proposals: Proposal[] = [
  {
    id: "d1",
    score: 0.92,
    state: "open",
    evidence: [{ kind: "similar_name", value: "王晓明" }],
    one,
    other,
  },
];

const lists = stored({
  "customer-fields": [
    {
      id: "f1",
      version: 1,
      key: "shoe_size",
      label_en: "Shoe size",
      label_zh: "鞋码",
      type: "number",
      choices: [],
      required: false,
      personal: false,
      position: 1,
      active: true,
    } satisfies CustomerField,
  ],
  "merge-rules": [
    {
      id: "r1",
      version: 1,
      name: "Same verified phone",
      needs: ["verified_address"],
      enabled: false,
    } satisfies MergeRule,
  ],
});

export const records: Area = (asked, hub) => {
  const { method, parts } = asked;
  const [kind, id, action] = parts;
  if (method !== "GET") return lists(asked, hub);
  if (kind === "imports") return action ? page([]) : id ? oneOf([imported], id, "list") : page([imported]);
  if (kind === "duplicates") return page(proposals);
  return lists(asked, hub);
};
