/** An earlier contact as one line that opens in place. */
import { Collapse, Text, UnstyledButton } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";
import type { Interaction, Message, TimelineEntry } from "../api/types.ts";
import { known, useLanguage, type Translate } from "../i18n/index.ts";
import { useMessages } from "../live/queries.ts";
import { ChannelIcon } from "../parts/ChannelIcon.tsx";
import { useNow } from "../parts/useNow.ts";
import { Rows } from "../pages/ShellSkeleton.tsx";
import { fullTime, shortDay } from "../text/times.ts";
import { Messages } from "./Messages.tsx";

export function EarlierContact({
  entry,
  startsOpen = false,
}: {
  entry: TimelineEntry;
  startsOpen?: boolean;
}) {
  const { t, locale } = useLanguage();
  const now = useNow(60_000);
  const [open, setOpen] = useState(startsOpen);
  const { interaction } = entry;
  return (
    <div className={open ? "earlier open" : "earlier"}>
      <UnstyledButton className="earlier-line" aria-expanded={open} onClick={() => setOpen(!open)}>
        <IconChevronRight size={14} className="earlier-arrow" />
        <ChannelIcon kind={interaction.kind} direction={interaction.direction} size={15} />
        <Text size="xs" className="earlier-text" truncate>
          {summary(t, entry)}
        </Text>
        <Text size="xs" c="dimmed" className="time" title={fullTime(interaction.created_at, locale)}>
          {shortDay(interaction.created_at, now, locale)}
        </Text>
      </UnstyledButton>
      <Collapse expanded={open} transitionDuration={100}>
        {open && <Inside interaction={interaction} entry={entry} />}
      </Collapse>
    </div>
  );
}

function Inside({ interaction, entry }: { interaction: Interaction; entry: TimelineEntry }) {
  const { data } = useMessages(interaction.id);
  const messages = data ?? (entry.more ? undefined : entry.messages);
  return (
    <div className="earlier-inside">
      {messages ? (
        <Messages messages={messages} interaction={interaction} isPast />
      ) : (
        <Rows count={2} height={40} />
      )}
    </div>
  );
}

const ASIDE: ReadonlySet<Message["kind"]> = new Set(["note", "system", "call"]);

/** What it was about: the subject, else the last thing said, else what became of it. */
export function summary(t: Translate, entry: TimelineEntry): string {
  const { interaction, messages } = entry;
  if (interaction.kind === "manual") {
    return [known(t, "log", interaction.subject), messages.find((each) => each.text)?.text]
      .filter(Boolean)
      .join(": ");
  }
  const about = topic(t, entry);
  if (interaction.state === "abandoned") return [t("timeline.missed"), about].filter(Boolean).join(" · ");
  return about || t(`state.${interaction.state}`);
}

function topic(t: Translate, { interaction, messages }: TimelineEntry): string {
  const said = messages.filter((each) => !ASIDE.has(each.kind) && each.text).at(-1)?.text;
  const call = t(interaction.direction === "in" ? "timeline.callIn" : "timeline.callOut");
  const last = interaction.kind === "phone" ? call : interaction.last_message?.text;
  return interaction.subject || said || last || "";
}
