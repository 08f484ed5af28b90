/** One box for customers, cases, articles, messages and actions (Ctrl-K). */
import { Kbd, Modal, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconBolt, IconListSearch, IconSearch, type Icon } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Fragment, useState, type KeyboardEvent } from "react";
import { useLocation } from "wouter";
import { get, query } from "../api/client.ts";
import type { Page, SearchHit } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { isComposing } from "../keys/shortcuts.ts";
import { useActions } from "../live/actions.ts";
import { useMyAgent } from "../live/queries.ts";
import { usePlaces } from "../pages/places.ts";
import { ICONS, pathOf } from "../search/hits.ts";
import { shortDay } from "../text/times.ts";
import { useDialogs } from "./dialogs.tsx";
import { Marked } from "./Marked.tsx";
import { useNow } from "./useNow.ts";

interface Line {
  key: string;
  group: string;
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
    queryFn: ({ signal }) => get<Page<SearchHit>>(`/search${query({ q: wanted, each: 5 })}`, signal),
    enabled: wanted !== "",
    placeholderData: keepPreviousData,
  });
  const actions = useCommands(typed);
  const hits = useHits(wanted === "" ? [] : (data?.items ?? []));
  const all = useAllResults(hits.length > 0 ? wanted : "");
  const lines = [...hits, ...all, ...actions];
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
          <Fragment key={line.key}>
            {line.group !== lines[position - 1]?.group && (
              <li className="search-group" role="presentation">
                {line.group}
              </li>
            )}
            <li
              role="option"
              aria-selected={position === index}
              onMouseMove={() => setAt(position)}
              onClick={() => choose(line)}
            >
              <SearchLine line={line} words={wanted} />
            </li>
          </Fragment>
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

function SearchLine({ line, words }: { line: Line; words: string }) {
  const { locale } = useLanguage();
  const now = useNow(60_000);
  const Shape = line.icon;
  return (
    <>
      <Shape size={17} stroke={1.6} />
      <span className="search-text">
        <Text size="sm" truncate>
          <Marked text={line.title} query={words} />
        </Text>
        {line.detail && (
          <Text size="xs" c="dimmed" truncate>
            <Marked text={line.detail} query={words} />
          </Text>
        )}
      </span>
      {line.at && <span className="time">{shortDay(line.at, now, locale)}</span>}
    </>
  );
}

function useHits(items: SearchHit[]): Line[] {
  const { t } = useLanguage();
  const [, navigate] = useLocation();
  return items.map((hit) => ({
    key: `${hit.type}${hit.id}`,
    group: t(`search.type.${hit.type}`),
    icon: ICONS[hit.type],
    title: hit.title || t("search.unnamed"),
    detail: hit.excerpt,
    at: hit.type === "message" ? hit.at : "",
    run: () => navigate(pathOf(hit)),
  }));
}

/** Leads to the page with filters. */
function useAllResults(wanted: string): Line[] {
  const { t } = useLanguage();
  const [, navigate] = useLocation();
  if (wanted === "") return [];
  const run = () => navigate(`/search${query({ q: wanted })}`);
  return [
    {
      key: "all",
      group: t("search.actions"),
      icon: IconListSearch,
      title: t("search.all", { text: wanted }),
      run,
    },
  ];
}

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
    .map(([title, run]) => ({
      key: `action.${title}`,
      group: t("search.actions"),
      icon: IconBolt,
      title,
      run,
    }));
}
