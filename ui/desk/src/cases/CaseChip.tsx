/** The case of a conversation, one click away; without one, the way to open it. */
import { ActionIcon, Badge, Tooltip } from "@mantine/core";
import { IconBriefcase } from "@tabler/icons-react";
import { Link } from "wouter";
import type { Interaction } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { useCase } from "../live/service.ts";
import { useDialogs } from "../parts/dialogs.tsx";
import { STATE_COLOURS } from "./words.ts";

export function CaseChip({ interaction }: { interaction: Interaction }) {
  const { t } = useLanguage();
  const { openCase } = useDialogs();
  const { data: one } = useCase(interaction.case_id);
  if (interaction.case_id) {
    return one ? (
      <Tooltip label={`${one.subject} · ${t(`case.state.${one.state}`)}`}>
        <Badge
          component={Link}
          href={`/cases/${one.id}`}
          className="case-chip"
          color={STATE_COLOURS[one.state]}
          leftSection={<IconBriefcase size={12} />}
        >
          {one.number}
        </Badge>
      </Tooltip>
    ) : null;
  }
  return (
    <Tooltip label={`${t("cases.open")} · O`}>
      <ActionIcon aria-label={t("cases.open")} onClick={() => openCase({ interaction })}>
        <IconBriefcase size={16} />
      </ActionIcon>
    </Tooltip>
  );
}
