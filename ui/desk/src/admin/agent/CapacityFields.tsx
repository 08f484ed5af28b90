/** How much an agent takes at once: units in all, and for each channel how many and what one costs. */
import { NumberInput, Text } from "@mantine/core";
import type { Capacity } from "../../api/routing.ts";
import type { Kind } from "../../api/types.ts";
import { useLanguage, type Translate } from "../../i18n/index.ts";
import { ChannelIcon } from "../../parts/ChannelIcon.tsx";
import { KINDS } from "../fields.tsx";

/** What the hub gives an agent of whom nothing else is said. */
export const USUAL: Capacity = {
  units: 100,
  kinds: { phone: 1, sms: 5, email: 5, webchat: 4, webhook: 5, manual: 5 },
  costs: { phone: 100, sms: 20, email: 20, webchat: 25, webhook: 20, manual: 0 },
  interrupts: {},
  blocks: {},
};

interface Props {
  capacity: Capacity;
  onChange: (capacity: Capacity) => void;
}

export function CapacityFields({ capacity, onChange }: Props) {
  const { t } = useLanguage();
  const most = (kind: Kind, count: number) =>
    onChange({ ...capacity, kinds: { ...capacity.kinds, [kind]: count } });
  const cost = (kind: Kind, units: number) =>
    onChange({ ...capacity, costs: { ...capacity.costs, [kind]: units } });
  return (
    <>
      <NumberInput
        maw={220}
        label={t("capacity.units")}
        description={t("capacity.unitsHint")}
        min={0}
        max={10_000}
        value={capacity.units}
        onChange={(units) => onChange({ ...capacity, units: Number(units) || 0 })}
      />
      <table className="capacity">
        <thead>
          <tr>
            <th scope="col">{t("rules.channel")}</th>
            <th scope="col">{t("capacity.most")}</th>
            <th scope="col">{t("capacity.cost")}</th>
            <th scope="col">{t("capacity.means")}</th>
          </tr>
        </thead>
        <tbody>
          {KINDS.map((kind) => (
            <tr key={kind}>
              <th scope="row">
                <ChannelIcon kind={kind} size={15} /> {t(`kind.${kind}`)}
              </th>
              <td>
                <NumberInput
                  aria-label={`${t(`kind.${kind}`)}: ${t("capacity.most")}`}
                  min={0}
                  max={1000}
                  value={capacity.kinds[kind] ?? 0}
                  onChange={(count) => most(kind, Number(count) || 0)}
                />
              </td>
              <td>
                <NumberInput
                  aria-label={`${t(`kind.${kind}`)}: ${t("capacity.cost")}`}
                  min={0}
                  max={10_000}
                  value={capacity.costs[kind] ?? 0}
                  onChange={(units) => cost(kind, Number(units) || 0)}
                />
              </td>
              <td>
                <Text size="xs" c="dimmed">
                  {meaning(t, capacity, kind)}
                </Text>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function meaning(t: Translate, { units, kinds, costs }: Capacity, kind: Kind): string {
  const most = kinds[kind] ?? 0;
  const cost = costs[kind] ?? 0;
  if (most === 0) return t("capacity.off");
  if (cost === 0) return t("capacity.free", { most });
  const fits = Math.floor(units / cost);
  if (fits === 0) return t("capacity.tooDear");
  return t(fits < most ? "capacity.byUnits" : "capacity.byCount", { most: Math.min(fits, most) });
}

export function capacitySummary(t: Translate, { units, kinds }: Capacity): string {
  const parts = KINDS.filter((kind) => kind !== "manual" && (kinds[kind] ?? 0) > 0).map(
    (kind) => `${t(`kind.${kind}`)} ${kinds[kind] ?? 0}`,
  );
  return [t("capacity.summary", { units }), ...parts].join(" · ");
}
