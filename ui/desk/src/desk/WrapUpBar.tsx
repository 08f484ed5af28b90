/** After the contact: what came of it, a note, and on to the next. It stays above the composer, the talk stays visible. */
import { Button, Group, Select, TextInput } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
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
  const { t } = useLanguage();
  const { close } = useActions();
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
      aria-label={t("wrapUp.label")}
      onSubmit={(event) => {
        event.preventDefault();
        void done();
      }}
    >
      <Countdown interaction={interaction} />
      <Select
        ref={result}
        className="wrap-up-result"
        aria-label={t("wrapUp.disposition")}
        placeholder={required ? t("wrapUp.dispositionRequired") : t("wrapUp.disposition")}
        required={required}
        withAsterisk={required}
        error={missing && !disposition}
        data={dispositions.map((each) => ({ value: each.code, label: known(t, "disposition", each.label) }))}
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
        <Button type="submit" loading={busy} rightSection={<IconArrowRight size={14} />}>
          {t("wrapUp.done")}
        </Button>
      </Group>
    </form>
  );
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
