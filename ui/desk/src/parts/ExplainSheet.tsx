/** Why something is where it is, in the hub's own words: a sheet at the side. */
import { Drawer, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { get } from "../api/client.ts";
import { useLanguage } from "../i18n/index.ts";
import { Rows } from "../pages/ShellSkeleton.tsx";
import { problemText } from "./notices.tsx";

export function ExplainSheet({ path, title, onClose }: { path: string; title: string; onClose: () => void }) {
  const { t } = useLanguage();
  const { data, error, isPending } = useQuery({
    queryKey: ["explain", path],
    queryFn: ({ signal }) => get<unknown>(path, signal),
    refetchInterval: 5000,
    staleTime: 0,
  });
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={420}
      title={`${t("explain.title")} · ${title}`}
      className="sheet"
    >
      {isPending && <Rows count={5} height={28} />}
      {error && <Text c="red">{problemText(t, error)}</Text>}
      {data !== undefined && <Explained value={data} />}
    </Drawer>
  );
}

/** Shows any answer readably: objects as labelled lines, lists as lists. */
export function Explained({ value }: { value: unknown }) {
  if (value === null || value === undefined || value === "") return <span className="dim">–</span>;
  if (Array.isArray(value)) {
    if (value.length === 0) return <span className="dim">–</span>;
    return (
      <ul className="explained-list">
        {(value as unknown[]).map((each, index) => (
          <li key={index}>
            <Explained value={each} />
          </li>
        ))}
      </ul>
    );
  }
  if (typeof value === "object") {
    return (
      <dl className="explained">
        {Object.entries(value as Record<string, unknown>).map(([name, inner]) => (
          <div key={name} className={typeof inner === "object" && inner !== null ? "deep" : ""}>
            <dt>{name.replaceAll("_", " ")}</dt>
            <dd>
              <Explained value={inner} />
            </dd>
          </div>
        ))}
      </dl>
    );
  }
  return <ExplainedText value={value as string | number | boolean} />;
}

function ExplainedText({ value }: { value: string | number | boolean }) {
  const { t, locale } = useLanguage();
  if (typeof value === "boolean") return value ? t("common.yes") : t("common.no");
  if (typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value)) {
    return new Intl.DateTimeFormat(locale, { dateStyle: "short", timeStyle: "medium" }).format(
      new Date(value),
    );
  }
  return String(value);
}
