/** Asks the hub which entry rule would fire for a contact, and why the others would not. */
import { Alert, Button, Drawer, Group, Select, Stack, Table, TextInput } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { post } from "../api/client.ts";
import { known, useLanguage } from "../i18n/index.ts";
import { useDesk, useQueues } from "../live/queries.ts";
import type { DryRun } from "./types.ts";
import { useSave } from "./useList.ts";

export function DryRunSheet({ onClose }: { onClose: () => void }) {
  const { t } = useLanguage();
  const queues = useQueues();
  const channels = useDesk((desk) => desk.channels);
  const [channel, setChannel] = useState(channels[0]?.name ?? "");
  const [facts, setFacts] = useState({ our_address: "", address: "", language: "", digits: "" });
  const [answer, setAnswer] = useState<DryRun | null>(null);
  const { save, busy, error } = useSave(() => undefined);
  const ask = () =>
    save(async () => {
      const given = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== ""));
      const kind = channels.find((each) => each.name === channel)?.kind;
      setAnswer(await post<DryRun>("/entry-rules/dry-run", { channel, ...(kind ? { kind } : {}), ...given }));
    });
  return (
    <Drawer opened onClose={onClose} position="right" size={440} title={t("rules.dryRun")} className="sheet">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void ask();
        }}
      >
        <Stack gap="sm">
          {error && <Alert color="red">{error}</Alert>}
          <Select
            label={t("rules.channel")}
            data={channels.map((each) => ({
              value: each.name,
              label: `${each.name} (${t(`kind.${each.kind}`)})`,
            }))}
            value={channel}
            onChange={(name) => setChannel(name ?? channel)}
            allowDeselect={false}
          />
          <Group grow>
            {(["address", "our_address"] as const).map((name) => (
              <TextInput
                key={name}
                label={t(`rules.${name}`)}
                value={facts[name]}
                onChange={(event) => setFacts({ ...facts, [name]: event.currentTarget.value })}
              />
            ))}
          </Group>
          <Group grow>
            {(["language", "digits"] as const).map((name) => (
              <TextInput
                key={name}
                label={t(`rules.${name}`)}
                value={facts[name]}
                onChange={(event) => setFacts({ ...facts, [name]: event.currentTarget.value })}
              />
            ))}
          </Group>
          <Button type="submit" loading={busy} disabled={!channel}>
            {t("rules.try")}
          </Button>
        </Stack>
      </form>
      {answer && (
        <>
          <Alert mt="md" color={answer.queue_id ? "green" : "yellow"}>
            {answer.queue_id
              ? t("rules.goesTo", {
                  queue: queues.find((queue) => queue.id === answer.queue_id)?.name ?? answer.queue_id,
                })
              : t("rules.noneFires")}
          </Alert>
          <Table className="rows" mt="sm">
            <Table.Tbody>
              {answer.verdicts.map((each) => (
                <Table.Tr key={each.rule_id}>
                  <Table.Td w={28}>
                    {each.matched ? (
                      <IconCheck size={15} aria-label={t("common.yes")} />
                    ) : (
                      <IconX size={15} aria-label={t("common.no")} />
                    )}
                  </Table.Td>
                  <Table.Td>{each.name}</Table.Td>
                  <Table.Td className="dim">{each.failed && known(t, "condition", each.failed)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </>
      )}
    </Drawer>
  );
}
