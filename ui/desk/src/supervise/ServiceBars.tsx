/** The service report's charts: months as bars from zero with their numbers on them, and each figure by kind. */
import { useQuery } from "@tanstack/react-query";
import { get } from "../api/client.ts";
import type { CaseKind } from "../api/service.ts";
import { kindName } from "../cases/words.ts";
import { known, useLanguage, type Locale, type Translate } from "../i18n/index.ts";
import { written } from "./reports.ts";
import {
  FIGURES,
  kindsOf,
  monthName,
  totalOf,
  type Figure,
  type Figures,
  type ServiceRow,
} from "./service.ts";

const CHARTS: Figure[] = ["contacts", "cases_open", "tasks_done", "customers_gained"];
const SHOWN = 8;

export function ServiceBars({ rows }: { rows: ServiceRow[] }) {
  const { t, locale } = useLanguage();
  return (
    <div className="service-charts">
      {CHARTS.map((figure) => (
        <Bars
          key={figure}
          title={t(`service.figure.${figure}`)}
          bars={rows.map((row) => [monthName(row.month, locale), totalOf(row.figures, figure)])}
        />
      ))}
    </div>
  );
}

/** The month's figures by kind; those without any are left out. */
export function ServiceKinds({ figures }: { figures: Figures }) {
  const { t, locale } = useLanguage();
  const { data: kinds } = useQuery({
    queryKey: ["case-kinds"],
    queryFn: ({ signal }) => get<{ items: CaseKind[] }>("/case-kinds", signal),
  });
  const some = FIGURES.filter((figure) => kindsOf(figures, figure).length > 0);
  return (
    <div className="service-charts">
      {some.map((figure) => (
        <Bars
          key={figure}
          title={t("service.byKind", { figure: t(`service.figure.${figure}`) })}
          bars={kindsOf(figures, figure)
            .slice(0, SHOWN)
            .map(([of, count]) => [ofName(t, figure, of, kinds?.items ?? [], locale), count])}
        />
      ))}
    </div>
  );
}

function ofName(t: Translate, figure: Figure, of: string, kinds: CaseKind[], locale: Locale): string {
  if (figure === "contacts") return known(t, "kind", of);
  if (figure.startsWith("cases")) return kindName(kinds, of, locale);
  if (figure.startsWith("tasks")) return known(t, "task.kind", of);
  if (figure === "articles_used") return known(t, "service.use", of);
  const [first = "", ...rest] = of.split(".");
  const second = rest.join(".");
  if (figure.startsWith("promises"))
    return `${known(t, "service.of", first)} · ${known(t, "service.promise", second)}`;
  return first === "pool"
    ? `${t("service.pool")} · ${known(t, "pool", second)}`
    : `${known(t, "scheme", first)} · ${known(t, "class", second)}`;
}

function Bars({ title, bars }: { title: string; bars: [string, number][] }) {
  const { locale } = useLanguage();
  const most = Math.max(1, ...bars.map(([, count]) => count));
  return (
    <section className="service-chart" aria-label={title}>
      <h2>{title}</h2>
      <dl>
        {bars.map(([name, count]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <span className="service-bar" style={{ width: `${(count / most) * 100}%` }} />
              <b>{written(count, "count", locale)}</b>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
