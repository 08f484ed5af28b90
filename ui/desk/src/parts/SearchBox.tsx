/** One box for customers, messages and actions (Ctrl-K). */
import { Kbd, Modal, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconBolt, IconMessage, IconSearch, IconUser, type Icon } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState, type KeyboardEvent } from "react";
import { useLocation } from "wouter";
import { get, query } from "../api/client.ts";
import type { Page, SearchHit } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { isComposing } from "../keys/shortcuts.ts";
import { useActions } from "../live/actions.ts";
import { useMyAgent } from "../live/queries.ts";
import { usePlaces } from "../pages/places.ts";
import { shortDay } from "../text/times.ts";
import { useDialogs } from "./dialogs.tsx";
import { useNow } from "./useNow.ts";

interface Line {
  key: string;
  icon: Icon;
  title: string;
  detail?: string;
  at?: string;
  run: () => void;
}

export function SearchBox({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useLanguage();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      withCloseButton={false}
      padding={0}
      size={620}
      yOffset="12vh"
      aria-label={t("search.open")}
    >
      {opened && <Inside onClose={onClose} />}
    </Modal>
  );
}

function Inside({ onClose }: { onClose: () => void }) {
  const { t } = useLanguage();
  const [typed, setTyped] = useState("");
  const [wanted] = useDebouncedValue(typed.trim(), 120);
  const [at, setAt] = useState(0);
  const { data, isFetching } = useQuery({
    queryKey: ["search", wanted],
    queryFn: ({ signal }) => get<Page<SearchHit>>(`/search${query({ q: wanted })}`, signal),
    enabled: wanted !== "",
    placeholderData: keepPreviousData,
  });
  const actions = useCommands(typed);
  const hits = useHits(wanted === "" ? [] : (data?.items ?? []));
  const lines = [...hits, ...actions];
  const index = Math.min(at, Math.max(0, lines.length - 1));

  const press = (event: KeyboardEvent) => {
    if (isComposing(event.nativeEvent)) return;
    if (event.key === "ArrowDown") setAt(Math.min(index + 1, lines.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(index - 1, 0));
    else if (event.key === "Enter" && lines[index]) choose(lines[index]);
    else return;
    event.preventDefault();
  };
  const choose = (line: Line) => {
    onClose();
    line.run();
  };
  return (
    <>
      <TextInput
        className="search-input"
        variant="unstyled"
        size="md"
        type="search"
        role="searchbox"
        aria-label={t("search.label")}
        placeholder={t("search.placeholder")}
        leftSection={<IconSearch size={18} />}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={press}
        aria-controls="search-lines"
        data-autofocus
      />
      <ul className="search-lines" id="search-lines" role="listbox" aria-label={t("search.results")}>
        {lines.map((line, position) => (
          <li
            key={line.key}
            role="option"
            aria-selected={position === index}
            onMouseMove={() => setAt(position)}
            onClick={() => choose(line)}
          >
            <SearchLine line={line} />
          </li>
        ))}
        {wanted !== "" && !isFetching && hits.length === 0 && (
          <li className="search-none" role="presentation">
            {t("search.none", { text: wanted })}
          </li>
        )}
      </ul>
      <div className="search-foot">
        <span>
          <Kbd size="xs">↑</Kbd> <Kbd size="xs">↓</Kbd> {t("search.choose")}
        </span>
        <span>
          <Kbd size="xs">Enter</Kbd> {t("search.goTo")}
        </span>
        <span>
          <Kbd size="xs">Esc</Kbd> {t("common.close")}
        </span>
      </div>
    </>
  );
}

function SearchLine({ line }: { line: Line }) {
  const { locale } = useLanguage();
  const now = useNow(60_000);
  const Shape = line.icon;
  return (
    <>
      <Shape size={17} stroke={1.6} />
      <span className="search-text">
        <Text size="sm" truncate>
          {line.title}
        </Text>
        {line.detail && (
          <Text size="xs" c="dimmed" truncate>
            {line.detail}
          </Text>
        )}
      </span>
      {line.at && <span className="time">{shortDay(line.at, now, locale)}</span>}
    </>
  );
}

function useHits(items: SearchHit[]): Line[] {
  const [, navigate] = useLocation();
  return items.map((hit) => ({
    key: `${hit.type}${hit.id}`,
    icon: hit.type === "customer" ? IconUser : IconMessage,
    title: plain(hit.title),
    detail: plain(hit.excerpt),
    at: hit.type === "message" ? hit.at : "",
    run: () =>
      navigate(
        hit.type === "message" && hit.interaction_id
          ? `/inbox/${hit.interaction_id}`
          : `/customers/${hit.customer_id ?? hit.id}`,
      ),
  }));
}

/** Excerpts may mark the words found; the marks are not shown. */
const plain = (text: string): string => text.replace(/<\/?(b|mark|em)>/g, "");

function useCommands(typed: string): Line[] {
  const { t } = useLanguage();
  const [, navigate] = useLocation();
  const places = usePlaces();
  const agent = useMyAgent();
  const { writeFirst, logContact } = useDialogs();
  const { setPresence } = useActions();
  const all: [string, () => void][] = [
    [t("write.title"), () => writeFirst({})],
    [t("log.title"), () => logContact({})],
    [t("customers.create"), () => navigate("/customers/new")],
    ...places.map(({ label, path }): [string, () => void] => [t(label), () => navigate(path)]),
  ];
  if (agent) {
    all.push([t("search.goReady"), () => void setPresence(agent, "ready", "")]);
    all.push([t("search.goOffline"), () => void setPresence(agent, "offline", "")]);
  }
  const wanted = typed.trim().toLowerCase();
  return all
    .filter(([title]) => title.toLowerCase().includes(wanted))
    .map(([title, run]) => ({ key: `action.${title}`, icon: IconBolt, title, run }));
}
