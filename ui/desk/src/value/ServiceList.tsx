/** What was done for the customer and is due next, and a short form for one more. */
import { ActionIcon, Badge, Button, Group, Text, Textarea, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { post } from "../api/client.ts";
import { useLanguage } from "../i18n/index.ts";
import { useMe } from "../live/queries.ts";
import { dayText, noonOf, today } from "./days.ts";
import { useAct, useServices } from "./queries.ts";

export function ServiceList({ customerId }: { customerId: string }) {
  const { t, locale } = useLanguage();
  const { data, isError } = useServices(customerId);
  const [isAdding, setAdding] = useState(false);
  const services = data?.items.toSorted((left, right) => right.at.localeCompare(left.at)) ?? [];
  return (
    <>
      <Group justify="space-between">
        <h2 className="section-title">{t("services.title")}</h2>
        <ActionIcon size="sm" aria-label={t("services.add")} onClick={() => setAdding(!isAdding)}>
          <IconPlus size={14} />
        </ActionIcon>
      </Group>
      {isAdding && <AddService customerId={customerId} onDone={() => setAdding(false)} />}
      {services.length === 0 && !isAdding && (
        <Text size="xs" c="dimmed">
          {isError ? t("problem.title") : t("services.none")}
        </Text>
      )}
      <ul className="value-lines">
        {services.map((each) => (
          <li key={each.id}>
            <span>
              {each.kind}
              {each.done && <>: {each.done}</>}
              <small>
                {[dayText(each.at, locale), each.by, each.plan && t("services.planned", { plan: each.plan })]
                  .filter(Boolean)
                  .join(" · ")}
              </small>
            </span>
            {each.next_at && (
              <Badge color="gray">{t("services.next", { day: dayText(each.next_at, locale) })}</Badge>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function AddService({ customerId, onDone }: { customerId: string; onDone: () => void }) {
  const { t } = useLanguage();
  const me = useMe();
  const { act, busy } = useAct();
  const [fields, setFields] = useState({ kind: "", done: "", day: today(), plan: "", next: "" });
  const set = (change: Partial<typeof fields>) => setFields((old) => ({ ...old, ...change }));
  const save = async () => {
    const body = {
      customer_id: customerId,
      kind: fields.kind.trim(),
      done: fields.done.trim(),
      plan: fields.plan.trim(),
      at: noonOf(fields.day),
      by: me.name,
      source: "desk",
      ...(fields.next ? { next_at: noonOf(fields.next) } : {}),
    };
    if (await act(() => post("/services", body))) onDone();
  };
  return (
    <form
      className="inline-form wrap"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <TextInput
        flex={1}
        miw={120}
        label={t("services.kind")}
        value={fields.kind}
        onChange={(event) => set({ kind: event.currentTarget.value })}
        data-autofocus
      />
      <TextInput
        type="date"
        w={140}
        label={t("services.day")}
        value={fields.day}
        onChange={(event) => set({ day: event.currentTarget.value })}
      />
      <Textarea
        w="100%"
        autosize
        label={t("services.done")}
        value={fields.done}
        onChange={(event) => set({ done: event.currentTarget.value })}
      />
      <TextInput
        flex={1}
        miw={120}
        label={t("services.plan")}
        value={fields.plan}
        onChange={(event) => set({ plan: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        w={140}
        label={t("services.nextDay")}
        value={fields.next}
        onChange={(event) => set({ next: event.currentTarget.value })}
      />
      <Button type="submit" loading={busy} disabled={!fields.kind.trim() || fields.day === ""}>
        {t("common.save")}
      </Button>
    </form>
  );
}
