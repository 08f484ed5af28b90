/** The list that opens on `/` in the composer: filter by typing, choose with arrows and Enter. */
import { Text } from "@mantine/core";
import { useState, type KeyboardEvent, type RefObject } from "react";
import type { Customer, Interaction } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { useDesk, useMe } from "../live/queries.ts";
import { choicesFor, commandAt, fill, type Choice } from "./canned.ts";

interface Parts {
  area: RefObject<HTMLTextAreaElement | null>;
  interaction: Interaction;
  customer: Customer | undefined;
  text: string;
  isOn: boolean;
  onWrite: (fields: { text: string; subject?: string }) => void;
}

export function useCanned({ area, interaction, customer, text, isOn, onWrite }: Parts) {
  const me = useMe();
  const all = useDesk((desk) => desk.canned);
  const [cursor, setCursor] = useState<number | null>(null);
  const [at, setAt] = useState(0);
  const command = isOn && cursor !== null ? commandAt(text, cursor) : null;
  const language = customer?.language || interaction.language;
  const choices = command ? choicesFor(all, command.word, interaction.kind, language) : [];
  const index = Math.min(at, Math.max(choices.length - 1, 0));

  const choose = (choice: Choice) => {
    if (!command || cursor === null) return;
    const words = fill(choice.text, {
      "customer.name": customer?.name ?? "",
      name: customer?.name ?? "",
      "agent.name": me.name,
    });
    onWrite({
      text: text.slice(0, command.start) + words + text.slice(cursor),
      ...(choice.subject ? { subject: choice.subject } : {}),
    });
    setCursor(null);
    area.current?.focus();
  };
  return {
    choices,
    index,
    choose,
    track: () => {
      const place = area.current?.selectionStart ?? null;
      if (place !== cursor) setAt(0);
      setCursor(place);
    },
    /** Whether the list took the key. */
    take: (event: KeyboardEvent): boolean => {
      const choice = choices[index];
      if (!choice) return false;
      if (event.key === "ArrowDown") setAt((index + 1) % choices.length);
      else if (event.key === "ArrowUp") setAt((index + choices.length - 1) % choices.length);
      else if (event.key === "Escape") setCursor(null);
      else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab")
        choose(choice);
      else return false;
      event.preventDefault();
      return true;
    },
  };
}

export function CannedList({ canned }: { canned: ReturnType<typeof useCanned> }) {
  const { t } = useLanguage();
  if (canned.choices.length === 0) return null;
  return (
    <ul className="canned" role="listbox" aria-label={t("composer.canned")}>
      {canned.choices.map((choice, index) => (
        <li
          key={choice.id}
          role="option"
          aria-selected={index === canned.index}
          onMouseDown={(event) => {
            event.preventDefault();
            canned.choose(choice);
          }}
        >
          <Text size="xs" fw={600}>
            {choice.name}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {choice.text}
          </Text>
        </li>
      ))}
    </ul>
  );
}
