/** Work after the contact: how long, who ends it, and whether a result must be chosen. */
import { Select, Switch } from "@mantine/core";
import type { WrapUpRule } from "../../api/routing.ts";
import type { Kind } from "../../api/types.ts";
import { useLanguage } from "../../i18n/index.ts";
import { ChannelIcon } from "../../parts/ChannelIcon.tsx";
import { CUSTOMER_KINDS, Seconds } from "../fields.tsx";
import type { PartProps } from "./settings.ts";

const MODES: WrapUpRule["mode"][] = ["optional", "discretionary", "timeboxed"];
const USUAL: WrapUpRule = { mode: "optional", min_s: 0, extension_s: 0, overlaps: false };

export function WrapUpPart({ fields, set }: PartProps) {
  const { t } = useLanguage();
  return (
    <>
      <Switch
        label={t("queues.dispositionRequired")}
        description={t("queues.dispositionHint")}
        checked={fields.disposition_required}
        onChange={(event) => set({ disposition_required: event.currentTarget.checked })}
      />
      {CUSTOMER_KINDS.map((kind) => (
        <KindWrapUp key={kind} kind={kind} fields={fields} set={set} />
      ))}
    </>
  );
}

function KindWrapUp({ kind, fields, set }: PartProps & { kind: Kind }) {
  const { t } = useLanguage();
  const seconds = fields.wrap_up_s[kind] ?? 0;
  const rule = fields.wrap_up_rules[kind] ?? USUAL;
  const change = (changed: Partial<WrapUpRule>) =>
    set({ wrap_up_rules: { ...fields.wrap_up_rules, [kind]: { ...rule, ...changed } } });
  return (
    <fieldset className="step">
      <legend>
        <ChannelIcon kind={kind} size={14} /> {t(`kind.${kind}`)}
      </legend>
      <div className="wrap-up-fields">
        <Seconds
          label={t("queues.wrapUp")}
          max={86_400}
          value={seconds}
          onChange={(value) => set({ wrap_up_s: { ...fields.wrap_up_s, [kind]: value } })}
        />
        {seconds > 0 && (
          <>
            <Select
              label={t("wrapMode.label")}
              data={MODES.map((mode) => ({ value: mode, label: t(`wrapMode.${mode}`) }))}
              value={rule.mode}
              onChange={(mode) => change({ mode: mode ?? rule.mode })}
              allowDeselect={false}
            />
            {rule.mode === "timeboxed" && (
              <Seconds
                label={t("wrapMode.min")}
                max={86_400}
                value={rule.min_s}
                onChange={(value) => change({ min_s: value })}
              />
            )}
            <Seconds
              label={t("wrapMode.extension")}
              max={86_400}
              value={rule.extension_s}
              onChange={(value) => change({ extension_s: value })}
            />
          </>
        )}
      </div>
      {seconds > 0 && (
        <Switch
          label={t("wrapMode.overlaps")}
          checked={rule.overlaps}
          onChange={(event) => change({ overlaps: event.currentTarget.checked })}
        />
      )}
    </fieldset>
  );
}
