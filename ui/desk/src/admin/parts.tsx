/** What every administered list shares: its frame with loading, error and empty states, and its dialog. */
import { Alert, Button, Group, Modal, Stack, Table, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { ReactNode } from "react";
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
      <Group justify="space-between" wrap="nowrap">
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
      {list.items.length > 0 && (
        <div className="table-scroll">
          <Table className="rows">
            <Table.Thead>
              <Table.Tr>
                {heads.map((head, index) => (
                  <Table.Th key={`${head}${index}`}>{head}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>{children}</Table.Tbody>
          </Table>
        </div>
      )}
    </Stack>
  );
}

interface FormProps {
  title: string;
  error: string;
  busy: boolean;
  canSave?: boolean;
  onSave: () => void;
  onClose: () => void;
  children: ReactNode;
}

export function AdminForm({ title, error, busy, canSave = true, onSave, onClose, children }: FormProps) {
  const { t } = useLanguage();
  return (
    <Modal opened onClose={onClose} title={title} size="lg" className="sheet">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSave();
        }}
      >
        <Stack gap="sm">
          {error && (
            <Alert color="red" role="alert" className="pre">
              {error}
            </Alert>
          )}
          {children}
          <Group justify="flex-end">
            <Button variant="subtle" color="gray" className="quiet-button" onClick={onClose}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" loading={busy} disabled={!canSave}>
              {t("common.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
