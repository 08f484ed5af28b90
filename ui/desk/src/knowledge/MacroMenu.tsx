/** The macros beside the composer: choose one, see what it will do, run it. */
import { ActionIcon, Alert, Button, Group, Menu, Modal, Text, Tooltip } from "@mantine/core";
import { IconBolt, IconCircleCheck, IconAlertTriangle } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { post } from "../api/client.ts";
import type { DoneStep, Macro, PlannedStep } from "../api/knowledge.ts";
import type { Interaction } from "../api/types.ts";
import { useLanguage, type Locale } from "../i18n/index.ts";
import { applyEvent } from "../live/cache.ts";
import { useDesk } from "../live/queries.ts";
import { Rows } from "../pages/ShellSkeleton.tsx";
import { duration } from "../text/durations.ts";
import { problemText, showDone, showNote, showProblem } from "../parts/notices.tsx";

interface Props {
  interaction: Interaction;
  opened: boolean;
  onChange: (opened: boolean) => void;
}

export function MacroMenu({ interaction, opened, onChange }: Props) {
  const { t } = useLanguage();
  const macros = useDesk((desk) => desk.macros).filter(
    (each) => each.enabled && (each.kinds.length === 0 || each.kinds.includes(interaction.kind)),
  );
  const [chosen, setChosen] = useState<Macro | null>(null);
  return (
    <>
      <Menu position="top-start" opened={opened} onChange={onChange} width={320}>
        <Menu.Target>
          <Tooltip label={`${t("macros.open")} · M`}>
            <ActionIcon size={28} aria-label={t("macros.open")}>
              <IconBolt size={17} stroke={1.7} />
            </ActionIcon>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          {macros.length === 0 && <Menu.Label>{t("macros.none")}</Menu.Label>}
          {macros.map((each) => (
            <Menu.Item key={each.id} onClick={() => setChosen(each)}>
              <Text size="sm">{each.name}</Text>
              <Text size="xs" c="dimmed" truncate>
                {each.hint || each.actions.map((action) => t(`step.${action.step}`)).join(" → ")}
              </Text>
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {chosen && <MacroPreview interaction={interaction} macro={chosen} onClose={() => setChosen(null)} />}
    </>
  );
}

interface PreviewProps {
  interaction: Interaction;
  macro: Macro;
  onClose: () => void;
}

function MacroPreview({ interaction, macro, onClose }: PreviewProps) {
  const { t } = useLanguage();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const path = `/interactions/${interaction.id}/macro`;
  const { data, isPending, error } = useQuery({
    queryKey: ["macro", macro.id, macro.version, interaction.id, interaction.version],
    queryFn: () => post<{ steps: PlannedStep[] }>(`${path}/preview`, { macro_id: macro.id }),
    retry: false,
    gcTime: 0,
  });
  const isStopped = !data || data.steps.some((each) => each.problem !== "" || each.missing.length > 0);
  // Enter runs it, once it is known what it will do.
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!isStopped) button.current?.focus();
  }, [isStopped]);
  const run = async () => {
    setBusy(true);
    try {
      const done = await post<{ steps: DoneStep[]; interaction: Interaction }>(path, { macro_id: macro.id });
      applyEvent(client, { seq: 0, event: "interaction.updated", at: "", data: done.interaction });
      const refused = done.steps.find((each) => each.outcome === "refused");
      if (refused) showNote(t("macros.refused", { step: t(`step.${refused.step}`), reason: refused.detail }));
      else showDone(t("macros.ran", { name: macro.name }));
      onClose();
    } catch (failure) {
      showProblem(t, failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={t("macros.title", { name: macro.name })} size="md">
      {isPending && <Rows count={macro.actions.length} height={32} />}
      {error && <Alert color="red">{problemText(t, error)}</Alert>}
      <ol className="macro-plan">
        {data?.steps.map((step, index) => (
          <Planned key={index} step={step} />
        ))}
      </ol>
      <Group justify="flex-end" mt="md">
        <Button variant="subtle" color="gray" className="quiet-button" onClick={onClose}>
          {t("common.cancel")}
        </Button>
        <Button ref={button} loading={busy} disabled={isStopped} onClick={() => void run()}>
          {t("macros.run")}
        </Button>
      </Group>
    </Modal>
  );
}

/** A priority as it is, minutes in words. */
const numberText = ({ step, number }: PlannedStep, locale: Locale): string =>
  number === null ? "" : step === "set_priority" ? String(number) : duration(number * 60, locale);

function Planned({ step }: { step: PlannedStep }) {
  const { t, locale } = useLanguage();
  const codes = useDesk((desk) => desk.dispositions);
  const trouble =
    step.problem || (step.missing.length > 0 ? t("macros.missing", { names: step.missing.join(", ") }) : "");
  const code = codes.find((each) => each.code === step.value)?.label ?? step.value;
  const detail = [step.name, code, numberText(step, locale)];
  return (
    <li className={trouble ? "trouble" : ""}>
      {trouble ? <IconAlertTriangle size={15} /> : <IconCircleCheck size={15} />}
      <div>
        <Text size="sm" fw={600}>
          {[t(`step.${step.step}`), ...detail].filter(Boolean).join(" · ")}
        </Text>
        {step.text && <p className="message-text">{step.text}</p>}
        {trouble && (
          <Text size="xs" c="red">
            {trouble}
          </Text>
        )}
      </div>
    </li>
  );
}
