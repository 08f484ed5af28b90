/** Results: the codes that agents choose from when a contact is over. */
import { Badge, Switch, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { post } from "../api/client.ts";
import type { Desk, Disposition } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { keys } from "../live/cache.ts";
import { useQueues } from "../live/queries.ts";
import { EditedList } from "./EditedList.tsx";
import { ChooseOne } from "./fields.tsx";
import { AdminForm } from "./parts.tsx";
import { useList, useSave, type Editing } from "./useList.ts";

export default function Dispositions() {
  const { t } = useLanguage();
  const queues = useQueues();
  const list = useList<Disposition>("/dispositions");
  return (
    <EditedList
      list={list}
      hint={t("results.hint")}
      keyOf={(each) => `${each.code}/${each.queue_id ?? ""}`}
      isQuiet={(each) => each.active === false}
      columns={[
        { head: t("results.label"), cell: (each) => each.label },
        { head: t("results.code"), cell: (each) => each.code, className: "dim" },
        {
          head: t("live.queue"),
          cell: (each) => queues.find((queue) => queue.id === each.queue_id)?.name ?? t("results.everyQueue"),
        },
        {
          head: t("users.state"),
          cell: (each) => (
            <Badge color={each.active === false ? "gray" : "green"}>
              {each.active === false ? t("skills.retired") : t("skills.offered")}
            </Badge>
          ),
        },
      ]}
      form={(editing) => <ResultForm {...editing} />}
    />
  );
}

function ResultForm({ item: result, onClose, onSaved }: Editing<Disposition>) {
  const { t } = useLanguage();
  const client = useQueryClient();
  const queues = useQueues();
  const [label, setLabel] = useState(result?.label ?? "");
  const [code, setCode] = useState(result?.code ?? "");
  const [queueId, setQueueId] = useState(result?.queue_id ?? null);
  const [active, setActive] = useState(result?.active ?? true);
  const { save, busy, error } = useSave(async () => {
    await onSaved();
    onClose();
  });
  const store = async () => {
    const made = { code: code || codeOf(label), label: label.trim(), queue_id: queueId, active };
    const saved = await post<Disposition>("/dispositions", made);
    // No event tells of result codes; this desk at least shows the new one at once.
    client.setQueryData<Desk>(
      keys.desk,
      (desk) =>
        desk && {
          ...desk,
          dispositions: [
            ...desk.dispositions.filter((each) => each.code !== saved.code),
            ...(active ? [saved] : []),
          ],
        },
    );
  };
  return (
    <AdminForm
      title={result?.label ?? t("results.add")}
      error={error}
      busy={busy}
      canSave={label.trim() !== "" && (code || codeOf(label)) !== ""}
      onSave={() => void save(store)}
      onClose={onClose}
    >
      <TextInput
        label={t("results.label")}
        description={t("results.labelHint")}
        value={label}
        onChange={(event) => setLabel(event.currentTarget.value)}
        data-autofocus
      />
      <TextInput
        label={t("results.code")}
        description={t("results.codeHint")}
        value={code}
        placeholder={codeOf(label)}
        disabled={result !== null}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      <ChooseOne
        label={t("live.queue")}
        none={t("results.everyQueue")}
        items={queues}
        value={queueId}
        onChange={setQueueId}
      />
      <Switch
        label={t("results.active")}
        checked={active}
        onChange={(event) => setActive(event.currentTarget.checked)}
      />
    </AdminForm>
  );
}

const codeOf = (label: string): string =>
  label
    .trim()
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}]+/gu, "_")
    .replace(/^_+|_+$/g, "");
