/** Which column fills which field, beside the first rows of the list. */
import { Select, Table, Text } from "@mantine/core";
import { CardTable } from "../admin/parts.tsx";
import type { Import, ImportField } from "../api/records.ts";
import { useLanguage } from "../i18n/index.ts";

const OPEN_END = ":";
const EXAMPLES = 3;

export function MappingTable({
  job,
  onChange,
}: {
  job: Import;
  onChange: (mapping: Record<string, string>) => void;
}) {
  const { t, locale } = useLanguage();
  const named = (field: ImportField) => (locale.startsWith("zh") ? field.zh : field.en);
  const choices = (column: string) => {
    const chosen = job.mapping[column] ?? "";
    const known = job.fields
      .filter((field) => !field.name.endsWith(OPEN_END))
      .map((field) => ({ value: field.name, label: named(field) + (field.required ? " *" : "") }));
    const open = job.fields
      .filter((field) => field.name.endsWith(OPEN_END))
      .map((field) => ({
        value: field.name + keyOf(column),
        label: t("imports.asAttribute", { name: column }),
      }));
    const all = [{ value: "", label: t("imports.leaveOut") }, ...known, ...open];
    return all.some((each) => each.value === chosen) ? all : [...all, { value: chosen, label: chosen }];
  };
  return (
    <section aria-label={t("imports.mapping")}>
      <h2 className="section-title">{t("imports.mapping")}</h2>
      <CardTable heads={[t("imports.column"), t("imports.field"), t("imports.examples")]}>
        {job.columns.map((column, place) => (
          <Table.Tr key={column}>
            <Table.Td>{column}</Table.Td>
            <Table.Td>
              <Select
                aria-label={`${t("imports.field")} ${column}`}
                data={choices(column)}
                value={job.mapping[column] ?? ""}
                onChange={(name) => onChange({ ...job.mapping, [column]: name ?? "" })}
                allowDeselect={false}
                searchable
                w={220}
              />
            </Table.Td>
            <Table.Td>
              <Text size="xs" c="dimmed" lineClamp={1}>
                {job.sample
                  .slice(0, EXAMPLES)
                  .map((row) => row[place])
                  .filter(Boolean)
                  .join(" · ")}
              </Text>
            </Table.Td>
          </Table.Tr>
        ))}
      </CardTable>
    </section>
  );
}

/** The heading as an attribute's name, which keeps letters of every script. */
function keyOf(column: string): string {
  return column.trim().toLowerCase().replaceAll(/\s+/g, "_").slice(0, 80);
}
