/** Addresses that nothing is sent to: written by erasures and by people. */
import { Button, Code, Group, Select, Table, Text, TextInput } from "@mantine/core";
import { IconBellOff, IconPlus } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { del, post } from "../api/client.ts";
import { useLanguage } from "../i18n/index.ts";
import { useActions } from "../live/actions.ts";
import { useMe } from "../live/queries.ts";
import { usePages } from "../live/usePages.ts";
import { showDone } from "../parts/notices.tsx";
import { Pages } from "../parts/Pages.tsx";
import { fullTime } from "../text/times.ts";
import { AdminForm, CardTable } from "./parts.tsx";
import { useSave } from "./useList.ts";

const KINDS = ["email", "sms", "phone"] as const;
const PURPOSES = ["transactional", "service_followup", "survey", "greeting", "marketing"] as const;

interface Suppression {
  id: string;
  kind: (typeof KINDS)[number];
  digest: string;
  purpose: (typeof PURPOSES)[number] | null;
  reason: string;
  by: string;
  at: string;
}

export default function Suppressions() {
  const { t, locale } = useLanguage();
  const { run } = useActions();
  const client = useQueryClient();
  const isAdmin = useMe().roles.includes("admin");
  const [isAdding, setAdding] = useState(false);
  const list = usePages<Suppression>(["suppressions"], (after) =>
    after ? `/suppressions?after=${after}` : "/suppressions",
  );
  const refresh = () => client.invalidateQueries({ queryKey: ["suppressions"] });
  const lift = (line: Suppression) =>
    run(async () => {
      await del(`/suppressions/${line.id}`);
      showDone(t("suppressions.lifted"));
      await refresh();
    });
  return (
    <>
      <Group justify="space-between" wrap="nowrap" className="admin-head" mb="sm">
        <Text size="xs" c="dimmed" maw={640}>
          {t("suppressions.hint")}
        </Text>
        <Button leftSection={<IconPlus size={14} />} onClick={() => setAdding(true)}>
          {t("common.add")}
        </Button>
      </Group>
      <Pages list={list} icon={IconBellOff} empty={t("suppressions.empty")}>
        {(lines) => (
          <CardTable
            heads={[
              t("suppressions.kind"),
              t("suppressions.purpose"),
              t("suppressions.reason"),
              t("suppressions.by"),
              t("suppressions.since"),
              t("suppressions.digest"),
              "",
            ]}
          >
            {lines.map((line) => (
              <Table.Tr key={line.id}>
                <Table.Td>{t(`suppressions.kind.${line.kind}`)}</Table.Td>
                <Table.Td>
                  {line.purpose ? t(`suppressions.purpose.${line.purpose}`) : t("suppressions.everything")}
                </Table.Td>
                <Table.Td>{line.reason}</Table.Td>
                <Table.Td>{line.by}</Table.Td>
                <Table.Td>{fullTime(line.at, locale)}</Table.Td>
                <Table.Td>
                  <Code>{line.digest.slice(0, 10)}</Code>
                </Table.Td>
                <Table.Td>
                  {isAdmin && (
                    <Button size="compact-xs" variant="subtle" onClick={() => void lift(line)}>
                      {t("suppressions.lift")}
                    </Button>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </CardTable>
        )}
      </Pages>
      {isAdding && <Form onClose={() => setAdding(false)} onSaved={refresh} />}
    </>
  );
}

function Form({ onClose, onSaved }: { onClose: () => void; onSaved: () => Promise<void> }) {
  const { t } = useLanguage();
  const [kind, setKind] = useState<string>("email");
  const [address, setAddress] = useState("");
  const [purpose, setPurpose] = useState<string>("");
  const [reason, setReason] = useState("");
  const { save, busy, error } = useSave(async () => {
    await onSaved();
    onClose();
  });
  return (
    <AdminForm
      title={t("suppressions.add")}
      error={error}
      busy={busy}
      canSave={address.trim() !== ""}
      onClose={onClose}
      onSave={() =>
        void save(() => post("/suppressions", { kind, address, purpose: purpose || null, reason }))
      }
    >
      <Select
        label={t("suppressions.kind")}
        value={kind}
        onChange={(chosen) => setKind(chosen ?? "email")}
        data={KINDS.map((each) => ({ value: each, label: t(`suppressions.kind.${each}`) }))}
        allowDeselect={false}
      />
      <TextInput
        label={t("suppressions.address")}
        description={t("suppressions.addressHint")}
        value={address}
        onChange={(event) => setAddress(event.currentTarget.value)}
        data-autofocus
      />
      <Select
        label={t("suppressions.purpose")}
        value={purpose}
        onChange={(chosen) => setPurpose(chosen ?? "")}
        data={[
          { value: "", label: t("suppressions.everything") },
          ...PURPOSES.map((each) => ({ value: each, label: t(`suppressions.purpose.${each}`) })),
        ]}
        allowDeselect={false}
      />
      <TextInput
        label={t("suppressions.reason")}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </AdminForm>
  );
}
