/** Records that may be the same person, with the evidence; a merge is journaled and can be undone. */
import { Button, Group, Text } from "@mantine/core";
import { IconArrowMerge } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { post } from "../api/client.ts";
import type { Customer } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { useActions } from "../live/actions.ts";
import { showDone } from "../parts/notices.tsx";

export function Duplicates({ customer }: { customer: Customer }) {
  const { t } = useLanguage();
  const client = useQueryClient();
  const { run } = useActions();
  const [busy, setBusy] = useState("");
  const duplicates = customer.duplicates ?? [];
  if (duplicates.length === 0) return null;

  const refresh = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ["customer"] }),
      client.invalidateQueries({ queryKey: ["timeline"] }),
      client.invalidateQueries({ queryKey: ["customers"] }),
    ]);
  const undo = async (mergeId: string) => {
    await run(() => post(`/customers/merges/${mergeId}/undo`));
    await refresh();
  };
  const merge = async (sourceId: string, name: string, reason: string) => {
    setBusy(sourceId);
    await run(async () => {
      const { merge_id: id } = await post<{ merge_id: string }>(`/customers/${customer.id}/merge`, {
        source_id: sourceId,
        reason,
      });
      showDone(t("duplicates.merged", { name }), { label: t("common.undo"), run: () => void undo(id) });
    });
    await refresh();
    setBusy("");
  };
  return (
    <div className="card-part duplicates">
      <h2 className="section-title">{t("duplicates.title")}</h2>
      {duplicates.map((each) => {
        const evidence = Array.isArray(each.evidence) ? each.evidence.join(", ") : each.evidence;
        return (
          <Group key={each.customer_id} justify="space-between" wrap="nowrap" gap="xs">
            <div className="point-text">
              <Text size="sm" truncate component={Link} href={`/customers/${each.customer_id}`}>
                {each.name}
              </Text>
              <Text size="xs" c="dimmed">
                {evidence}
              </Text>
            </div>
            <Button
              variant="light"
              size="compact-xs"
              leftSection={<IconArrowMerge size={13} />}
              loading={busy === each.customer_id}
              onClick={() => void merge(each.customer_id, each.name, evidence)}
            >
              {t("duplicates.merge")}
            </Button>
          </Group>
        );
      })}
    </div>
  );
}
