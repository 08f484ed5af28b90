/** Everything that has some words: customers, cases, articles and messages, with filters. */
import { SegmentedControl, Select, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { Link, useSearch } from "wouter";
import { query } from "../api/client.ts";
import type { SearchHit } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { useAgents } from "../live/queries.ts";
import { usePages } from "../live/usePages.ts";
import { Empty } from "../parts/Empty.tsx";
import { Marked } from "../parts/Marked.tsx";
import { Pages } from "../parts/Pages.tsx";
import { useNow } from "../parts/useNow.ts";
import { fullTime, shortDay } from "../text/times.ts";
import { ICONS, pathOf, TYPES } from "./hits.ts";

interface Filter {
  types: string;
  agent_id: string | null;
  tag: string;
  since: string;
  until: string;
}

const NO_FILTER: Filter = { types: "", agent_id: null, tag: "", since: "", until: "" };

export default function SearchPage() {
  const asked = new URLSearchParams(useSearch()).get("q") ?? "";
  return <Inside key={asked} asked={asked} />;
}

function Inside({ asked }: { asked: string }) {
  const { t } = useLanguage();
  const [typed, setTyped] = useState(asked);
  const [filter, setFilter] = useState(NO_FILTER);
  const [wanted] = useDebouncedValue({ q: typed.trim(), ...filter }, 150);
  const list = usePages<SearchHit>(
    ["search", "page", wanted],
    (after) => `/search${query({ ...parameters(wanted), after, limit: 30 })}`,
    { enabled: wanted.q !== "", keepsOld: true },
  );
  return (
    <div className="plain-page">
      <header className="page-head">
        <h1>{t("search.label")}</h1>
        <TextInput
          className="page-search"
          type="search"
          aria-label={t("search.label")}
          placeholder={t("search.beginHint")}
          leftSection={<IconSearch size={14} />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoFocus
        />
      </header>
      <SearchFilters filter={filter} onChange={setFilter} />
      {wanted.q === "" ? (
        <Empty icon={IconSearch} title={t("search.begin")} hint={t("search.beginHint")} />
      ) : (
        <Pages list={list} icon={IconSearch} empty={t("search.none", { text: wanted.q })} rowHeight={48}>
          {(hits) => <HitList hits={hits} words={wanted.q} />}
        </Pages>
      )}
    </div>
  );
}

/** The last day is meant whole. */
function parameters({ q, types, agent_id, tag, since, until }: Filter & { q: string }) {
  const midnight = (day: string, later: number) => {
    const at = new Date(`${day}T00:00`);
    at.setDate(at.getDate() + later);
    return at.toISOString();
  };
  return {
    q,
    types: types || null,
    agent_id,
    tag: tag.trim() || null,
    since: since ? midnight(since, 0) : null,
    until: until ? midnight(until, 1) : null,
  };
}

function SearchFilters({ filter, onChange }: { filter: Filter; onChange: (filter: Filter) => void }) {
  const { t } = useLanguage();
  const agents = useAgents();
  return (
    <div className="search-filters">
      <SegmentedControl
        aria-label={t("search.types")}
        value={filter.types}
        onChange={(types) => onChange({ ...filter, types })}
        data={[
          { value: "", label: t("search.everything") },
          ...TYPES.map((type) => ({ value: type, label: t(`search.type.${type}`) })),
        ]}
      />
      <Select
        aria-label={t("search.agent")}
        placeholder={t("search.agent")}
        clearable
        searchable
        value={filter.agent_id}
        onChange={(agent_id) => onChange({ ...filter, agent_id })}
        data={agents.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <TextInput
        aria-label={t("search.tag")}
        placeholder={t("search.tag")}
        value={filter.tag}
        onChange={(event) => onChange({ ...filter, tag: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        aria-label={t("search.since")}
        value={filter.since}
        onChange={(event) => onChange({ ...filter, since: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        aria-label={t("search.until")}
        value={filter.until}
        onChange={(event) => onChange({ ...filter, until: event.currentTarget.value })}
      />
    </div>
  );
}

function HitList({ hits, words }: { hits: SearchHit[]; words: string }) {
  return (
    <ul className="search-hits">
      {hits.map((hit) => (
        <Hit key={`${hit.type}${hit.id}`} hit={hit} words={words} />
      ))}
    </ul>
  );
}

function Hit({ hit, words }: { hit: SearchHit; words: string }) {
  const { t, locale } = useLanguage();
  const now = useNow(60_000);
  const Shape = ICONS[hit.type];
  return (
    <li>
      <Link href={pathOf(hit)}>
        <Shape size={18} stroke={1.6} aria-label={t(`search.type.${hit.type}`)} />
        <span className="search-text">
          <Text size="sm" truncate>
            <Marked text={hit.title || t("search.unnamed")} query={words} />
          </Text>
          <Text size="xs" c="dimmed" lineClamp={2}>
            <Marked text={hit.excerpt} query={words} />
          </Text>
        </span>
        <time className="time" dateTime={hit.at} title={fullTime(hit.at, locale)}>
          {shortDay(hit.at, now, locale)}
        </time>
      </Link>
    </li>
  );
}
