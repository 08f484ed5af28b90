/** How long and how many may wait, and where to work goes when a limit is passed. */
import { ActionIcon, Button, Group, NumberInput, Select, SimpleGrid, Switch, TextInput } from "@mantine/core";
import { IconArrowRight, IconPlus, IconX } from "@tabler/icons-react";
import type { Destination, Overflow, Trigger } from "../../api/routing.ts";
import { useLanguage } from "../../i18n/index.ts";
import { useQueues } from "../../live/queries.ts";
import { OptionalSeconds, Seconds } from "../fields.tsx";
import type { PartProps } from "./settings.ts";

const TRIGGERS: Trigger[] = [
  "full",
  "empty",
  "closed",
  "max_wait",
  "max_estimated_wait",
  "no_agent",
  "plan_ended",
];
const DESTINATIONS: Destination["kind"][] = ["queue", "voicemail", "callback", "message", "end"];
const MOST_TRIED = 5;
const TWO_WEEKS = 1_209_600;

export function LimitsPart({ fields, set, ownId }: PartProps & { ownId: string | undefined }) {
  const { t } = useLanguage();
  const free = TRIGGERS.find((each) => !fields.overflow.some((known) => known.on === each));
  const change = (place: number, overflow: Overflow) =>
    set({ overflow: fields.overflow.with(place, overflow) });
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <Seconds
          label={t("limits.maxWait")}
          description={t("limits.maxWaitHint")}
          max={86_400}
          value={fields.max_wait_s}
          onChange={(seconds) => set({ max_wait_s: seconds })}
        />
        <OptionalSeconds
          label={t("limits.maxEstimate")}
          description={t("limits.maxEstimateHint")}
          max={TWO_WEEKS}
          value={fields.max_estimated_wait_s}
          onChange={(seconds) => set({ max_estimated_wait_s: seconds })}
        />
        <NumberInput
          label={t("limits.maxLength")}
          description={t("limits.maxLengthHint")}
          placeholder={t("field.noLimit")}
          min={1}
          value={fields.max_length ?? ""}
          onChange={(count) => set({ max_length: Number(count) || null })}
        />
        <OptionalSeconds
          label={t("limits.noAgent")}
          description={t("limits.noAgentHint")}
          max={TWO_WEEKS}
          value={fields.no_agent_s}
          onChange={(seconds) => set({ no_agent_s: seconds })}
        />
        <Seconds
          label={t("limits.rejoin")}
          description={t("limits.rejoinHint")}
          max={86_400}
          value={fields.rejoin_s}
          onChange={(seconds) => set({ rejoin_s: seconds })}
        />
        <Switch
          mt="lg"
          label={t("limits.joinEmpty")}
          checked={fields.join_empty}
          onChange={(event) => set({ join_empty: event.currentTarget.checked })}
        />
      </SimpleGrid>
      {fields.overflow.map((overflow, place) => (
        <OneOverflow
          key={place}
          overflow={overflow}
          ownId={ownId}
          onChange={(changed) => change(place, changed)}
          onRemove={() => set({ overflow: fields.overflow.filter((_, at) => at !== place) })}
        />
      ))}
      {free && (
        <Group>
          <Button
            variant="default"
            leftSection={<IconPlus size={13} />}
            onClick={() =>
              set({
                overflow: [
                  ...fields.overflow,
                  {
                    on: fields.overflow.some((each) => each.on === "max_wait") ? free : "max_wait",
                    to: [{ kind: "voicemail", queue_id: null, text: "" }],
                  },
                ],
              })
            }
          >
            {t("limits.addOverflow")}
          </Button>
        </Group>
      )}
    </>
  );
}

function OneOverflow({
  overflow,
  ownId,
  onChange,
  onRemove,
}: {
  overflow: Overflow;
  ownId: string | undefined;
  onChange: (overflow: Overflow) => void;
  onRemove: () => void;
}) {
  const { t } = useLanguage();
  return (
    <fieldset className="step">
      <legend>{t("limits.overflow")}</legend>
      <Group gap={6} wrap="nowrap">
        <Select
          flex={1}
          maw={300}
          aria-label={t("limits.when")}
          data={TRIGGERS.map((each) => ({ value: each, label: t(`trigger.${each}`) }))}
          value={overflow.on}
          onChange={(on) => onChange({ ...overflow, on: on ?? overflow.on })}
          allowDeselect={false}
        />
        <ActionIcon ml="auto" aria-label={t("common.remove")} onClick={onRemove}>
          <IconX size={14} />
        </ActionIcon>
      </Group>
      {overflow.to.map((destination, place) => (
        <DestinationRow
          key={place}
          destination={destination}
          ownId={ownId}
          isFirst={place === 0}
          onChange={(changed) => onChange({ ...overflow, to: overflow.to.with(place, changed) })}
          onRemove={
            overflow.to.length > 1
              ? () => onChange({ ...overflow, to: overflow.to.filter((_, at) => at !== place) })
              : undefined
          }
        />
      ))}
      {overflow.to.length < MOST_TRIED && (
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconPlus size={12} />}
          onClick={() =>
            onChange({ ...overflow, to: [...overflow.to, { kind: "end", queue_id: null, text: "" }] })
          }
        >
          {t("limits.orElse")}
        </Button>
      )}
    </fieldset>
  );
}

function DestinationRow({
  destination,
  ownId,
  isFirst,
  onChange,
  onRemove,
}: {
  destination: Destination;
  ownId: string | undefined;
  isFirst: boolean;
  onChange: (destination: Destination) => void;
  onRemove: (() => void) | undefined;
}) {
  const { t } = useLanguage();
  const queues = useQueues().filter((each) => each.id !== ownId);
  return (
    <Group gap={6} wrap="nowrap" className="destination">
      {isFirst ? <IconArrowRight size={15} aria-hidden /> : <span className="dim">{t("limits.else")}</span>}
      <Select
        w={180}
        aria-label={t("limits.where")}
        data={DESTINATIONS.map((each) => ({ value: each, label: t(`destination.${each}`) }))}
        value={destination.kind}
        onChange={(kind) =>
          onChange({
            kind: kind ?? destination.kind,
            queue_id: kind === "queue" ? (queues[0]?.id ?? null) : null,
            text: "",
          })
        }
        allowDeselect={false}
      />
      {destination.kind === "queue" && (
        <Select
          flex={1}
          aria-label={t("live.queue")}
          data={queues.map((each) => ({ value: each.id, label: each.name }))}
          value={destination.queue_id}
          onChange={(id) => onChange({ ...destination, queue_id: id })}
          allowDeselect={false}
        />
      )}
      {destination.kind === "message" && (
        <TextInput
          flex={1}
          aria-label={t("templates.text")}
          placeholder={t("templates.text")}
          value={destination.text}
          onChange={(event) => onChange({ ...destination, text: event.currentTarget.value })}
        />
      )}
      {onRemove && (
        <ActionIcon aria-label={t("common.remove")} onClick={onRemove}>
          <IconX size={14} />
        </ActionIcon>
      )}
    </Group>
  );
}
