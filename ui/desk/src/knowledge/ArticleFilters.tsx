/** What to show of the articles: by kind, by tag, by language, by what has to be done. */
import { Badge, NativeSelect, UnstyledButton } from "@mantine/core";
import { known, useLanguage } from "../i18n/index.ts";
import { useDesk } from "../live/queries.ts";
import { useFacets, type Wanted } from "./queries.ts";
import { languageName } from "./words.ts";

interface Props {
  chosen: Wanted;
  onChoose: (wanted: Wanted) => void;
}

export function ArticleFilters({ chosen, onChoose }: Props) {
  const { t, locale } = useLanguage();
  const languages = useDesk((desk) => desk.settings.languages);
  const { data: facets } = useFacets();
  /** One of these at a time; the language stays as it is. */
  const only = (fields: Wanted) => onChoose({ locale: chosen.locale ?? null, ...fields });
  const line = (key: string, name: string, fields: Wanted, count?: number) => {
    const isOn = Object.entries(fields).every(([field, value]) => chosen[field as keyof Wanted] === value);
    return (
      <UnstyledButton
        key={key}
        className={isOn ? "facet on" : "facet"}
        aria-pressed={isOn}
        onClick={() => only(isOn ? {} : fields)}
      >
        <span>{name}</span>
        {count !== undefined && (
          <Badge color="gray" variant="transparent">
            {count}
          </Badge>
        )}
      </UnstyledButton>
    );
  };
  return (
    <aside className="knowledge-filters" aria-label={t("knowledge.filters")}>
      <NativeSelect
        aria-label={t("knowledge.language")}
        value={chosen.locale ?? ""}
        onChange={(event) => onChoose({ ...chosen, locale: event.currentTarget.value || null })}
        data={[
          { value: "", label: t("knowledge.anyLanguage") },
          ...[...new Set([...languages, ...Object.keys(facets?.locales ?? {})])].map((each) => ({
            value: each,
            label: languageName(each, locale),
          })),
        ]}
      />
      <Part title={t("knowledge.kinds")}>
        {Object.entries(facets?.kinds ?? {}).map(([kind, count]) =>
          line(kind, known(t, "articleKind", kind), { kind }, count),
        )}
      </Part>
      <Part title={t("knowledge.work")}>
        {line("drafts", t("knowledge.drafts"), { state: "draft" }, facets?.work.drafts)}
        {line("overdue", t("knowledge.overdue"), { review: "overdue" }, facets?.work.overdue)}
        {languages.map((each) =>
          line(`needs ${each}`, `${t("knowledge.behind")}: ${languageName(each, locale)}`, { needs: each }),
        )}
        {line("archived", t("knowledge.archivedOnes"), { state: "archived" })}
      </Part>
      <Part title={t("knowledge.tags")}>
        {Object.entries(facets?.tags ?? {}).map(([tag, count]) => line(`#${tag}`, tag, { tag }, count))}
      </Part>
    </aside>
  );
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div className="facets">
      <h2 className="section-title">{title}</h2>
      {children}
    </div>
  );
}
