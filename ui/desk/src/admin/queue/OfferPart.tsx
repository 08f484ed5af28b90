/** How long an agent has to accept, and which channels are accepted for them. */
import { MultiSelect, SimpleGrid } from "@mantine/core";
import { useLanguage } from "../../i18n/index.ts";
import { CUSTOMER_KINDS, KINDS, Seconds } from "../fields.tsx";
import type { PartProps } from "./settings.ts";

export function OfferPart({ fields, set }: PartProps) {
  const { t } = useLanguage();
  return (
    <>
      <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm">
        {CUSTOMER_KINDS.map((kind) => (
          <Seconds
            key={kind}
            label={t(`kind.${kind}`)}
            min={1}
            max={86_400}
            value={fields.offer_timeout_s[kind] ?? 60}
            onChange={(seconds) =>
              set({ offer_timeout_s: { ...fields.offer_timeout_s, [kind]: Math.max(1, seconds) } })
            }
          />
        ))}
      </SimpleGrid>
      <MultiSelect
        label={t("queues.autoAccept")}
        description={t("queues.autoAcceptHint")}
        data={KINDS.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
        value={fields.auto_accept}
        onChange={(kinds) => set({ auto_accept: kinds })}
      />
    </>
  );
}
