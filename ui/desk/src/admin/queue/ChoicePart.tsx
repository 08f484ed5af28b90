/** Who of the free gets it: the way of choosing, the plan that relaxes what is needed, own agents first. */
import { NumberInput, Select, SimpleGrid } from "@mantine/core";
import type { Plan } from "../../api/routing.ts";
import { useLanguage } from "../../i18n/index.ts";
import { ChooseOne, Seconds } from "../fields.tsx";
import { STRATEGIES } from "../plan/StepFields.tsx";
import { useList } from "../useList.ts";
import type { PartProps } from "./settings.ts";

const MOST_RINGING = 50;

export function ChoicePart({ fields, set }: PartProps) {
  const { t } = useLanguage();
  const plans = useList<Plan>("/plans").items;
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
      <Select
        label={t("queues.strategy")}
        description={t(`strategyHint.${fields.strategy}`)}
        data={STRATEGIES.map((each) => ({ value: each, label: t(`strategy.${each}`) }))}
        value={fields.strategy}
        onChange={(value) =>
          set({
            strategy: value ?? fields.strategy,
            ring: value === "ring_all" ? Math.max(2, fields.ring) : 1,
          })
        }
        allowDeselect={false}
      />
      {fields.strategy === "ring_all" ? (
        <NumberInput
          label={t("queues.ring")}
          description={t("queues.ringHint")}
          min={1}
          max={MOST_RINGING}
          value={fields.ring}
          onChange={(ring) => set({ ring: Number(ring) || 1 })}
        />
      ) : (
        <ChooseOne
          label={t("queues.plan")}
          description={t("queues.planHint")}
          none={t("queues.noPlan")}
          items={plans}
          value={fields.plan_id}
          onChange={(id) => set({ plan_id: id })}
        />
      )}
      {fields.strategy === "ring_all" && (
        <ChooseOne
          label={t("queues.plan")}
          description={t("queues.planHint")}
          none={t("queues.noPlan")}
          items={plans}
          value={fields.plan_id}
          onChange={(id) => set({ plan_id: id })}
        />
      )}
      <Seconds
        label={t("queues.sticky")}
        description={t("queues.stickyHint")}
        max={86_400}
        value={fields.sticky_wait_s}
        onChange={(seconds) => set({ sticky_wait_s: seconds })}
      />
      <NumberInput
        label={t("queues.weight")}
        description={t("queues.weightHint")}
        min={-1000}
        max={1000}
        value={fields.weight}
        onChange={(weight) => set({ weight: Number(weight) || 0 })}
      />
    </SimpleGrid>
  );
}
