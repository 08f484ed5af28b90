/** A list whose rows open in a form: what a row shows is columns, what opens is the page's own. */
import { Button, Group, Table } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { useLanguage } from "../i18n/index.ts";
import { AdminList } from "./parts.tsx";
import type { AdminItems, Editing } from "./useList.ts";

export interface Column<T> {
  head: string;
  cell: (item: T) => ReactNode;
  className?: string;
}

interface Props<T> {
  list: AdminItems<T>;
  /** What is shown of the list, in which order; everything as it came, unless given. */
  rows?: T[];
  hint: string;
  columns: Column<T>[];
  keyOf: (item: T) => string;
  /** Whether a row stands back, being switched off. */
  isQuiet?: (item: T) => boolean;
  /** What else can be done with a row, left of "Edit". */
  actions?: (item: T) => ReactNode;
  /** Beside the button that adds. */
  extra?: ReactNode;
  form: (editing: Editing<T>) => ReactNode;
}

export function EditedList<T>({ list, rows, hint, columns, keyOf, isQuiet, actions, extra, form }: Props<T>) {
  const { t } = useLanguage();
  const [edited, setEdited] = useState<{ item: T | null } | null>(null);
  return (
    <>
      <AdminList
        list={list}
        heads={[...columns.map((each) => each.head), ""]}
        hint={hint}
        onAdd={() => setEdited({ item: null })}
        extra={extra}
      >
        {(rows ?? list.items).map((item) => (
          <Table.Tr key={keyOf(item)} className={isQuiet?.(item) ? "quiet" : ""}>
            {columns.map(({ head, cell, className }) => (
              <Table.Td key={head} className={className}>
                {cell(item)}
              </Table.Td>
            ))}
            <Table.Td>
              <Group gap={2} justify="flex-end" wrap="nowrap">
                {actions?.(item)}
                <Button size="compact-xs" variant="subtle" onClick={() => setEdited({ item })}>
                  {t("common.edit")}
                </Button>
              </Group>
            </Table.Td>
          </Table.Tr>
        ))}
      </AdminList>
      {edited && form({ ...edited, onClose: () => setEdited(null), onSaved: list.refresh })}
    </>
  );
}
