/** The list that opens on `/` in the composer: filter by typing, choose with arrows and Enter. */
import { Code, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconBook2 } from "@tabler/icons-react";
import { useState, type KeyboardEvent, type RefObject } from "react";
import { post } from "../api/client.ts";
import type { Filled } from "../api/knowledge.ts";
import type { Customer, Interaction } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { useInsertText } from "../knowledge/ArticleTray.tsx";
import { useArticles } from "../knowledge/queries.ts";
import { useDesk } from "../live/queries.ts";
import { showProblem } from "../parts/notices.tsx";
import { articleChoices, choicesFor, commandAt, type Choice } from "./canned.ts";

interface Parts {
  area: RefObject<HTMLTextAreaElement | null>;
  interaction: Interaction;
  customer: Customer | undefined;
  text: string;
  isOn: boolean;
  onWrite: (fields: { text: string; subject?: string }) => void;
}

const TYPING_MS = 120;

export function useCanned({ area, interaction, customer, text, isOn, onWrite }: Parts) {
  const { t } = useLanguage();
  const all = useDesk((desk) => desk.canned);
  const [cursor, setCursor] = useState<number | null>(null);
  const [at, setAt] = useState(0);
  const command = isOn && cursor !== null ? commandAt(text, cursor) : null;
  const language = customer?.language || interaction.language;
  const [asked] = useDebouncedValue(command?.word ?? "", TYPING_MS);
  const { data: found } = useArticles({ q: asked, state: "published" }, asked !== "");
  const choices = command
    ? [
        ...choicesFor(all, command.word, interaction.kind, language),
        ...articleChoices(command.word === "" ? [] : (found?.pages[0]?.items ?? [])),
      ]
    : [];
  const index = Math.min(at, Math.max(choices.length - 1, 0));

  const replaceCommand = (words: string, subject = "") => {
    if (!command || cursor === null) return;
    onWrite({
      text: text.slice(0, command.start) + words + text.slice(cursor),
      ...(subject ? { subject } : {}),
    });
    area.current?.focus();
  };
  const { insertText } = useInsertText(interaction, replaceCommand);
  const choose = async (choice: Choice): Promise<void> => {
    setCursor(null);
    if (choice.what === "article") return insertText(choice.id);
    try {
      const asking = { interaction_id: interaction.id, used: true };
      const filled = await post<Filled>(`/canned-replies/${choice.id}/render`, asking);
      replaceCommand(filled.text, filled.subject);
    } catch (error) {
      showProblem(t, error);
    }
  };
  return {
    choices,
    index,
    choose: (choice: Choice) => void choose(choice),
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
        void choose(choice);
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
            {choice.what === "article" && <IconBook2 size={12} aria-label={t("canned.article")} />}{" "}
            {choice.name} {choice.shortcut && <Code>/{choice.shortcut}</Code>}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {choice.text}
          </Text>
        </li>
      ))}
    </ul>
  );
}
