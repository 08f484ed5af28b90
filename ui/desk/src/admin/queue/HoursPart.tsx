/** When the queue is open, what becomes of those who wait at closing, and what is promised. */
import { NumberInput, Select, SimpleGrid, Text } from "@mantine/core";
import type { NamedHours, QueueSettings, SlaPolicy } from "../../api/routing.ts";
import { useLanguage } from "../../i18n/index.ts";
import { ChooseOne, Seconds } from "../fields.tsx";
import { OpenNow } from "../Hours.tsx";
import { useList } from "../useList.ts";
import type { PartProps } from "./settings.ts";

const ON_CLOSE: QueueSettings["on_close"][] = ["drain", "park", "overflow"];

export function HoursPart({ fields, set, hasOwn }: PartProps & { hasOwn: boolean }) {
  const { t } = useLanguage();
  const hours = useList<NamedHours>("/hours").items;
  const policies = useList<SlaPolicy>("/sla-policies").items;
  const chosen = hours.find((each) => each.id === fields.hours_id);
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <ChooseOne
          label={t("condition.hours")}
          description={t("queues.hoursHint")}
          none={t(hasOwn ? "queues.ownHours" : "hours.always")}
          items={hours}
          value={fields.hours_id}
          onChange={(id) => set({ hours_id: id })}
        />
        <Select
          label={t("queues.onClose")}
          description={t(`onCloseHint.${fields.on_close}`)}
          data={ON_CLOSE.map((each) => ({ value: each, label: t(`onClose.${each}`) }))}
          value={fields.on_close}
          onChange={(value) => set({ on_close: value ?? fields.on_close })}
          allowDeselect={false}
        />
      </SimpleGrid>
      {chosen && <OpenNow hours={chosen} />}
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <ChooseOne
          label={t("queues.sla")}
          description={t("queues.slaHint")}
          none={t("queues.noSla")}
          items={policies}
          value={fields.sla_id}
          onChange={(id) => set({ sla_id: id })}
        />
        <NumberInput
          label={t("queues.goal")}
          description={t("queues.goalHint")}
          suffix=" %"
          min={1}
          max={100}
          value={Math.round(fields.service.goal * 100)}
          onChange={(share) =>
            set({ service: { ...fields.service, goal: Math.max(1, Number(share) || 80) / 100 } })
          }
        />
        <Seconds
          label={t("queues.threshold")}
          min={1}
          max={86_400}
          value={fields.service.threshold_s}
          onChange={(seconds) => set({ service: { ...fields.service, threshold_s: Math.max(1, seconds) } })}
        />
        <Seconds
          label={t("queues.shortAbandon")}
          max={86_400}
          value={fields.service.short_abandon_s}
          onChange={(seconds) => set({ service: { ...fields.service, short_abandon_s: seconds } })}
        />
      </SimpleGrid>
      <Text size="xs" c="dimmed">
        {t("queues.shortAbandonHint")}
      </Text>
    </>
  );
}
