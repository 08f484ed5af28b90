/** Everything that is set and will not do what was meant, with the way to where it is changed. */
import { Button, Table } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { Link } from "wouter";
import type { Finding } from "../api/routing.ts";
import { useLanguage } from "../i18n/index.ts";
import { Empty } from "../parts/Empty.tsx";
import { CHECK, findingText } from "./findings.tsx";
import { AdminList } from "./parts.tsx";
import { useList } from "./useList.ts";

const PAGES: Record<Finding["kind"], string> = {
  agent: "agents",
  profile: "profiles",
  queue: "queues",
  plan: "plans",
  entry_rule: "entry-rules",
  skill: "skills",
  hours: "hours",
  sla_policy: "sla",
};

export default function Check() {
  const { t, locale } = useLanguage();
  const list = useList<Finding>(CHECK);
  if (!list.isPending && !list.error && list.items.length === 0)
    return <Empty icon={IconCircleCheck} title={t("check.clean")} hint={t("check.cleanHint")} />;
  return (
    <AdminList list={list} heads={[t("check.where"), t("check.what"), ""]} hint={t("check.hint")}>
      {list.items.map((each) => (
        <Table.Tr key={`${each.code}${each.id}${each.field}${each.message}`}>
          <Table.Td>
            <b>{each.name}</b> <span className="dim">{t(`thing.${each.kind}`)}</span>
          </Table.Td>
          <Table.Td>{findingText(t, locale, each)}</Table.Td>
          <Table.Td ta="right">
            <Button size="compact-xs" variant="subtle" component={Link} href={`/admin/${PAGES[each.kind]}`}>
              {t("check.go")}
            </Button>
          </Table.Td>
        </Table.Tr>
      ))}
    </AdminList>
  );
}
