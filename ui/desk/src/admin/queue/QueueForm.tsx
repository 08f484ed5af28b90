/** One queue, with everything that can be set, in parts that say what they now hold. */
import { Accordion, TextInput } from "@mantine/core";
import { useState } from "react";
import { get, patch, post } from "../../api/client.ts";
import type { Finding, QueueSettings } from "../../api/routing.ts";
import { useLanguage } from "../../i18n/index.ts";
import { useQueues } from "../../live/queries.ts";
import { duration, percent } from "../../text/durations.ts";
import { CUSTOMER_KINDS, Section } from "../fields.tsx";
import { about, FieldFindings, FindingsBadge, useFindings } from "../findings.tsx";
import { AdminForm } from "../parts.tsx";
import { useSave, type Editing } from "../useList.ts";
import { CallerPart } from "./CallerPart.tsx";
import { ChoicePart } from "./ChoicePart.tsx";
import { HoursPart } from "./HoursPart.tsx";
import { LimitsPart } from "./LimitsPart.tsx";
import { MembersPart } from "./MembersPart.tsx";
import { OfferPart } from "./OfferPart.tsx";
import { changed, fieldsOf, type Fields } from "./settings.ts";
import { WrapUpPart } from "./WrapUpPart.tsx";

type Part = "members" | "choice" | "hours" | "offers" | "wrapUp" | "limits" | "callers";

/** Which part a field is in, so that a fold can say that something inside is doubtful. */
const PARTS: Record<Part, string[]> = {
  members: ["members"],
  choice: ["strategy", "ring", "weight", "plan_id", "sticky_wait_s"],
  hours: ["hours", "hours_id", "on_close", "sla_id", "service"],
  offers: ["offer_timeout_s", "auto_accept"],
  wrapUp: ["wrap_up_s", "wrap_up_rules", "disposition_required"],
  limits: [
    "max_wait_s",
    "max_length",
    "max_estimated_wait_s",
    "no_agent_s",
    "join_empty",
    "overflow",
    "rejoin_s",
  ],
  callers: ["greeting", "announcements", "callback"],
};

export function QueueForm({ item: queue, onClose, onSaved }: Editing<QueueSettings>) {
  const { t } = useLanguage();
  const [before] = useState(() => fieldsOf(queue));
  const [fields, setFields] = useState<Fields>(before);
  const findings = about(useFindings(), "queue", queue?.id);
  const summary = useSummaries(fields);
  const { save, busy, error } = useSave(async () => {
    await onSaved();
    onClose();
  });
  const set = (change: Partial<Fields>) => setFields((old) => ({ ...old, ...change }));
  const store = async () => {
    const body = { ...changed(fields, before), name: fields.name.trim() };
    if (!queue) return post("/queues", body);
    const { version } = await get<QueueSettings>(`/queues/${queue.id}`);
    return patch(`/queues/${queue.id}`, body, version);
  };
  const contents: Record<Part, React.ReactNode> = {
    members: <MembersPart fields={fields} set={set} />,
    choice: <ChoicePart fields={fields} set={set} />,
    hours: (
      <HoursPart
        fields={fields}
        set={set}
        hasOwn={queue?.hours !== null && queue?.hours !== undefined && !queue.hours_id}
      />
    ),
    offers: <OfferPart fields={fields} set={set} />,
    wrapUp: <WrapUpPart fields={fields} set={set} />,
    limits: <LimitsPart fields={fields} set={set} ownId={queue?.id} />,
    callers: <CallerPart fields={fields} set={set} />,
  };
  return (
    <AdminForm
      title={queue?.name ?? t("queues.add")}
      size={820}
      error={error}
      busy={busy}
      canSave={fields.name.trim() !== ""}
      onSave={() => void save(store)}
      onClose={onClose}
    >
      <TextInput
        label={t("users.name")}
        value={fields.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
        data-autofocus={queue === null || undefined}
      />
      <Accordion multiple defaultValue={["members"]} className="folds">
        {(Object.keys(PARTS) as Part[]).map((part) => {
          const doubts = inPart(findings, part);
          return (
            <Section
              key={part}
              name={part}
              title={t(`queuePart.${part}`)}
              summary={summary[part]}
              mark={<FindingsBadge findings={doubts} />}
            >
              {PARTS[part].map((field) => (
                <FieldFindings key={field} findings={doubts} field={field} />
              ))}
              {contents[part]}
            </Section>
          );
        })}
      </Accordion>
    </AdminForm>
  );
}

const inPart = (findings: Finding[], part: Part): Finding[] =>
  findings.filter((each) => PARTS[part].includes(each.field.split(".")[0] ?? ""));

function useSummaries(fields: Fields): Record<Part, string> {
  const { t, locale } = useLanguage();
  const queues = useQueues();
  const goal = t("live.serviceLevel", {
    share: percent(fields.service.goal, locale),
    seconds: fields.service.threshold_s,
  });
  const wrapUp = CUSTOMER_KINDS.filter((kind) => (fields.wrap_up_s[kind] ?? 0) > 0).map(
    (kind) => `${t(`kind.${kind}`)} ${duration(fields.wrap_up_s[kind] ?? 0, locale)}`,
  );
  const offers = CUSTOMER_KINDS.map(
    (kind) => `${t(`kind.${kind}`)} ${duration(fields.offer_timeout_s[kind] ?? 0, locale)}`,
  );
  const leaves = fields.overflow.map((each) => {
    const first = each.to[0];
    const to = first?.queue_id ? queues.find((queue) => queue.id === first.queue_id)?.name : undefined;
    return `${t(`trigger.${each.on}`)} → ${to ?? (first ? t(`destination.${first.kind}`) : "–")}`;
  });
  return {
    members: t("queues.memberCount", { count: fields.members.length }),
    choice: t(`strategy.${fields.strategy}`),
    hours: `${goal} · ${t(`onClose.${fields.on_close}`)}`,
    offers: offers.join(", "),
    wrapUp: [...wrapUp, t(fields.disposition_required ? "queues.required" : "queues.optional")].join(" · "),
    limits: [t("queues.waitsAtMost", { time: duration(fields.max_wait_s, locale) }), ...leaves].join(" · "),
    callers: [
      fields.greeting,
      fields.callback ? t("queues.callbackBy", { digit: fields.callback.digit }) : t("queues.noCallback"),
    ]
      .filter(Boolean)
      .join(" · "),
  };
}
