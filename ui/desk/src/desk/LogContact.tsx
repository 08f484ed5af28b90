/** Writes a contact into the log that no channel carried: a visit, a fax, a call on one's own phone. */
import { Button, Group, Modal, SegmentedControl, Select, Stack, TextInput, Textarea } from "@mantine/core";
import { useState } from "react";
import { newKey, post } from "../api/client.ts";
import { useLanguage } from "../i18n/index.ts";
import { useActions } from "../live/actions.ts";
import { CustomerPicker } from "../parts/CustomerPicker.tsx";
import type { Whom } from "../parts/dialogs.tsx";
import { showDone } from "../parts/notices.tsx";

const KINDS = ["visit", "call", "fax", "other"] as const;

export function LogContact({ whom, onClose }: { whom: Whom; onClose: () => void }) {
  const { t } = useLanguage();
  const { run } = useActions();
  const [customer, setCustomer] = useState(whom.customer ?? null);
  const [kind, setKind] = useState<string>("visit");
  const [direction, setDirection] = useState("in");
  const [at, setAt] = useState(() => localTime(new Date()));
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [key] = useState(newKey);

  const save = async () => {
    if (!customer) return;
    setBusy(true);
    const body = {
      channel: "manual",
      kind: "manual",
      manual_kind: kind,
      customer_id: customer.id,
      direction,
      text: text.trim(),
      at: new Date(at).toISOString(),
    };
    const done = await run(() => post("/interactions", body, key));
    setBusy(false);
    if (!done) return;
    showDone(t("log.done"));
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={t("log.title")} size="md" className="sheet">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Stack gap="sm">
          <CustomerPicker value={customer} onChange={setCustomer} label={t("write.customer")} required />
          <Group grow>
            <Select
              label={t("log.kind")}
              data={KINDS.map((each) => ({ value: each, label: t(`log.${each}`) }))}
              value={kind}
              onChange={(chosen) => setKind(chosen ?? "visit")}
              allowDeselect={false}
            />
            <TextInput
              type="datetime-local"
              label={t("log.at")}
              value={at}
              max={localTime(new Date())}
              onChange={(event) => setAt(event.currentTarget.value)}
            />
          </Group>
          <SegmentedControl
            aria-label={t("log.direction")}
            value={direction}
            onChange={setDirection}
            data={[
              { value: "in", label: t("log.in") },
              { value: "out", label: t("log.out") },
            ]}
          />
          <Textarea
            label={t("log.text")}
            autosize
            minRows={3}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button variant="subtle" color="gray" className="quiet-button" onClick={onClose}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" loading={busy} disabled={!customer || !text.trim() || !at}>
              {t("common.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function localTime(date: Date): string {
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
