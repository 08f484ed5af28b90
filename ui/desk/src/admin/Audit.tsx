/** Who looked at what and who did what; filtered by who, what, and to what (a customer's card leads here). */
import { Code, Group, Table, Text, TextInput } from "@mantine/core";
import { IconEye } from "@tabler/icons-react";
import { useState } from "react";
import { useSearch } from "wouter";
import { query } from "../api/client.ts";
import { useLanguage } from "../i18n/index.ts";
import { usePages } from "../live/usePages.ts";
import { Pages } from "../parts/Pages.tsx";
import { fullTime } from "../text/times.ts";
import { CardTable } from "./parts.tsx";

interface Line {
  id: string;
  actor: string;
  action: string;
  subject: string;
  detail: Record<string, unknown>;
  at: string;
}

export default function Audit() {
  const { t, locale } = useLanguage();
  const [actor, setActor] = useState("");
  const [action, setAction] = useState("");
  const [subject, setSubject] = useState(new URLSearchParams(useSearch()).get("subject") ?? "");
  const filter = {
    actor: actor.trim() || null,
    action: action.trim() || null,
    subject: subject.trim() || null,
    limit: 50,
  };
  const list = usePages<Line>(["audit", filter], (after) => `/audit${query({ ...filter, after })}`, {
    keepsOld: true,
  });
  return (
    <>
      <Text size="xs" c="dimmed" maw={640} mb="sm">
        {t("audit.hint")}
      </Text>
      <Group gap="sm" mb="sm" align="flex-end">
        <TextInput
          label={t("audit.actor")}
          placeholder={t("audit.actorHint")}
          value={actor}
          onChange={(event) => setActor(event.currentTarget.value)}
        />
        <TextInput
          label={t("audit.action")}
          placeholder={t("audit.actionHint")}
          value={action}
          onChange={(event) => setAction(event.currentTarget.value)}
        />
        <TextInput
          label={t("audit.subject")}
          placeholder={t("audit.subjectHint")}
          value={subject}
          onChange={(event) => setSubject(event.currentTarget.value)}
        />
      </Group>
      <Pages list={list} icon={IconEye} empty={t("audit.empty")}>
        {(lines) => (
          <CardTable
            heads={[
              t("audit.at"),
              t("audit.actor"),
              t("audit.action"),
              t("audit.subject"),
              t("audit.detail"),
            ]}
          >
            {lines.map((line) => (
              <Table.Tr key={line.id}>
                <Table.Td style={{ whiteSpace: "nowrap" }}>{fullTime(line.at, locale)}</Table.Td>
                <Table.Td>{line.actor}</Table.Td>
                <Table.Td>
                  <Code>{line.action}</Code>
                </Table.Td>
                <Table.Td>
                  <Code>{line.subject}</Code>
                </Table.Td>
                <Table.Td>
                  <Text size="xs" c="dimmed" lineClamp={2}>
                    {Object.entries(line.detail)
                      .map(
                        ([key, value]) =>
                          `${key}: ${typeof value === "string" ? value : JSON.stringify(value)}`,
                      )
                      .join(", ")}
                  </Text>
                </Table.Td>
              </Table.Tr>
            ))}
          </CardTable>
        )}
      </Pages>
    </>
  );
}
