/** After the contact: what came of it, a note, and on to the next. It stays above the composer, the talk stays visible. */
import { Button, Group, Select, TextInput, Tooltip } from "@mantine/core";
import { IconArrowRight, IconClockPlus } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { post } from "../api/client.ts";
import type { QueueSettings } from "../api/routing.ts";
import type { Interaction } from "../api/types.ts";
import { known, useLanguage } from "../i18n/index.ts";
import { isComposing } from "../keys/shortcuts.ts";
import { useActions } from "../live/actions.ts";
import { useDesk } from "../live/queries.ts";
import { Ring } from "../parts/Ring.tsx";
import { useNow } from "../parts/useNow.ts";

interface Props {
  interaction: Interaction;
  required: boolean;
  /** Somebody asked to close. A bar that comes by itself leaves the focus where one writes. */
  wantsFocus: boolean;
  onCancel: (() => void) | undefined;
  onDone: () => void;
}

export function WrapUpBar({ interaction, required, wantsFocus, onCancel, onDone }: Props) {
  const { t, locale } = useLanguage();
  const { close, run } = useActions();
  const limits = useLimits(interaction);
  const all = useDesk((desk) => desk.dispositions);
  const dispositions = all.filter((each) => each.queue_id === null || each.queue_id === interaction.queue_id);
  const [disposition, setDisposition] = useState<string | null>(interaction.disposition);
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const [missing, setMissing] = useState(false);
  const result = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (wantsFocus) result.current?.focus();
  }, [wantsFocus]);

  const done = async () => {
    if (required && !disposition) {
      setMissing(true);
      result.current?.focus();
      return;
    }
    setBusy(true);
    const isClosed = await close(interaction.id, {
      ...(disposition ? { disposition } : {}),
      ...(note.trim() ? { note: note.trim() } : {}),
    });
    setBusy(false);
    if (isClosed) onDone();
  };
  return (
    <form
      className="wrap-up"
      // The browser's own bubble would speak the browser's language and hide after seconds.
      noValidate
      aria-label={t("wrapUp.label")}
      onSubmit={(event) => {
        event.preventDefault();
        void done();
      }}
    >
      {limits.hasEnd && <Countdown interaction={interaction} />}
      <Select
        ref={result}
        className="wrap-up-result"
        aria-label={t("wrapUp.disposition")}
        placeholder={required ? t("wrapUp.dispositionRequired") : t("wrapUp.disposition")}
        required={required}
        withAsterisk={required}
        error={missing && !disposition ? t("wrapUp.missing") : undefined}
        data={dispositions.map((each) => ({
          value: each.code,
          label: each.labels?.[locale] ?? known(t, "disposition", each.label),
        }))}
        value={disposition}
        onChange={setDisposition}
        clearable={!required}
        searchable
        selectFirstOptionOnChange
        nothingFoundMessage={t("common.nothingFound")}
        comboboxProps={{ position: "top-start" }}
      />
      <TextInput
        className="wrap-up-note"
        aria-label={t("wrapUp.note")}
        placeholder={t("wrapUp.note")}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && isComposing(event.nativeEvent)) event.preventDefault();
        }}
      />
      <Group gap={6} wrap="nowrap">
        {onCancel && (
          <Button variant="subtle" color="gray" className="quiet-button" onClick={onCancel}>
            {t("common.cancel")}
          </Button>
        )}
        {limits.extensionS > 0 && (
          <Tooltip label={t("wrapUp.extendHint")}>
            <Button
              variant="default"
              leftSection={<IconClockPlus size={14} />}
              onClick={() =>
                void run(() => post<Interaction>(`/interactions/${interaction.id}/extend_wrap_up`))
              }
            >
              {t("wrapUp.extend", { seconds: limits.extensionS })}
            </Button>
          </Tooltip>
        )}
        <Button
          type="submit"
          loading={busy}
          disabled={limits.notBeforeS > 0}
          rightSection={<IconArrowRight size={14} />}
        >
          {limits.notBeforeS > 0
            ? t("wrapUp.doneIn", { seconds: Math.ceil(limits.notBeforeS) })
            : t("wrapUp.done")}
        </Button>
      </Group>
    </form>
  );
}

/** What the queue's rule for this kind allows now: an end at all, not before a minimum, longer once. */
function useLimits(interaction: Interaction): { hasEnd: boolean; notBeforeS: number; extensionS: number } {
  const now = useNow();
  const queue = useDesk((desk) => desk.queues.find((each) => each.id === interaction.queue_id)) as
    Partial<QueueSettings> | undefined;
  const rule = queue?.wrap_up_rules?.[interaction.kind];
  const isWrapping = interaction.state === "wrapping";
  if (!rule || !isWrapping || !interaction.ended_at)
    return { hasEnd: isWrapping, notBeforeS: 0, extensionS: 0 };
  const start = Date.parse(interaction.ended_at);
  const usual = queue.wrap_up_s?.[interaction.kind] ?? 0;
  const whole = interaction.wrap_until ? (Date.parse(interaction.wrap_until) - start) / 1000 : 0;
  // Some time passes between the end and the hub's clock of the wrap-up; half an extension cannot.
  const isExtended = whole > usual + rule.extension_s / 2;
  const isBounded = rule.mode !== "discretionary";
  return {
    hasEnd: isBounded,
    notBeforeS: rule.mode === "timeboxed" ? rule.min_s - (now - start) / 1000 : 0,
    extensionS: isBounded && !isExtended ? rule.extension_s : 0,
  };
}

function Countdown({ interaction }: { interaction: Interaction }) {
  const { t } = useLanguage();
  const now = useNow();
  if (!interaction.wrap_until) return null;
  const end = Date.parse(interaction.wrap_until);
  const start = Date.parse(interaction.ended_at ?? interaction.wrap_until);
  return (
    <Ring left={(end - now) / 1000} whole={Math.max(1, (end - start) / 1000)} label={t("wrapUp.left")} />
  );
}
