/** What every administered list shares: its frame with loading, error and empty states, and its dialog. */
import { Alert, Button, Group, Modal, Stack, Table, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useLayoutEffect, useRef, type ReactNode } from "react";
import { useLanguage } from "../i18n/index.ts";
import { problemText } from "../parts/notices.tsx";
import { Rows } from "../pages/ShellSkeleton.tsx";

interface ListProps {
  list: { isPending: boolean; error: unknown; items: unknown[] };
  heads: string[];
  hint?: string;
  onAdd?: () => void;
  addLabel?: string;
  extra?: ReactNode;
  children: ReactNode;
}

export function AdminList({ list, heads, hint, onAdd, addLabel, extra, children }: ListProps) {
  const { t } = useLanguage();
  return (
    <Stack gap="sm">
      <Group justify="space-between" wrap="nowrap" className="admin-head">
        <Text size="xs" c="dimmed" maw={640}>
          {hint}
        </Text>
        <Group gap="xs" wrap="nowrap">
          {extra}
          {onAdd && (
            <Button leftSection={<IconPlus size={14} />} onClick={onAdd}>
              {addLabel ?? t("common.add")}
            </Button>
          )}
        </Group>
      </Group>
      {list.isPending && <Rows count={5} height={32} />}
      {list.error !== null && list.error !== undefined && (
        <Alert color="red">{problemText(t, list.error)}</Alert>
      )}
      {!list.isPending && !list.error && list.items.length === 0 && (
        <Text size="sm" c="dimmed" ta="center" py="xl">
          {t("admin.empty")}
        </Text>
      )}
      {list.items.length > 0 && <CardTable heads={heads}>{children}</CardTable>}
    </Stack>
  );
}

/** A table that becomes a list of cards on a phone, where each value carries the name of its column. */
export function CardTable({ heads, children }: { heads: string[]; children: ReactNode }) {
  const body = useRef<HTMLTableSectionElement>(null);
  // Style sheets cannot see a column's head, so each cell is told its own after every change of the rows.
  useLayoutEffect(() => {
    for (const row of body.current?.rows ?? [])
      Array.from(row.cells).forEach((cell, index) => (cell.dataset.label = heads[index] ?? ""));
  });
  return (
    <div className="table-scroll cards">
      <Table className="rows">
        <Table.Thead>
          <Table.Tr>
            {heads.map((head, index) => (
              <Table.Th key={`${head}${index}`}>{head}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody ref={body}>{children}</Table.Tbody>
      </Table>
    </div>
  );
}

interface FormProps {
  title: string;
  error: string;
  busy: boolean;
  canSave?: boolean;
  size?: number | string;
  onSave: () => void;
  onClose: () => void;
  /** Removes the thing; what is still used the hub keeps, and says by what. */
  onRemove?: (() => void) | undefined;
  /** What the button says that is not "Save". */
  saveLabel?: string;
  children: ReactNode;
}

export function AdminForm({
  title,
  error,
  busy,
  canSave = true,
  size = "lg",
  onSave,
  onClose,
  onRemove,
  saveLabel,
  children,
}: FormProps) {
  const { t } = useLanguage();
  const isNarrow = useMediaQuery("(max-width: 860px)", undefined, { getInitialValueInEffect: false });
  return (
    <Modal opened onClose={onClose} title={title} size={size} fullScreen={isNarrow} className="sheet">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSave();
        }}
      >
        <Stack gap="sm">
          {children}
          <div className="form-foot">
            {error && (
              <Alert color="red" role="alert" className="pre" mb="xs" p="xs">
                {error}
              </Alert>
            )}
            <Group gap="xs">
              {onRemove && (
                <Button variant="subtle" color="red" className="danger-button" onClick={onRemove}>
                  {t("common.remove")}
                </Button>
              )}
              <Button variant="subtle" color="gray" className="quiet-button" ml="auto" onClick={onClose}>
                {t("common.cancel")}
              </Button>
              <Button type="submit" loading={busy} disabled={!canSave}>
                {saveLabel ?? t("common.save")}
              </Button>
            </Group>
          </div>
        </Stack>
      </form>
    </Modal>
  );
}
