/** Which records were merged into this one, by whom and when; each can be parted again at any time. */
import { Button, Group, Text } from "@mantine/core";
import { IconArrowsSplit2 } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { get, post } from "../api/client.ts";
import type { Customer, Page } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { useActions } from "../live/actions.ts";
import { showDone } from "../parts/notices.tsx";
import { fullTime } from "../text/times.ts";

interface Merge {
  id: string;
  target_id: string;
  source_id: string;
  source_name: string;
  reason: string;
  by: string;
  at: string;
  undone_at: string | null;
}

export function Merges({ customer }: { customer: Customer }) {
  const { t, locale } = useLanguage();
  const client = useQueryClient();
  const { run } = useActions();
  const [busy, setBusy] = useState("");
  const { data } = useQuery({
    queryKey: ["customer", customer.id, "merges", customer.version],
    queryFn: ({ signal }) => get<Page<Merge>>(`/customers/${customer.id}/merges`, signal),
  });
  const standing = (data?.items ?? []).filter(
    (each) => each.target_id === customer.id && each.undone_at === null,
  );
  if (standing.length === 0) return null;
  const undo = async (merge: Merge) => {
    setBusy(merge.id);
    await run(async () => {
      await post(`/customers/merges/${merge.id}/undo`);
      showDone(t("duplicates.parted", { name: merge.source_name }));
    });
    await Promise.all(
      ["customer", "customers", "timeline"].map((key) => client.invalidateQueries({ queryKey: [key] })),
    );
    setBusy("");
  };
  return (
    <div className="card-part">
      <h2 className="section-title">{t("merges.title")}</h2>
      {standing.map((each) => (
        <Group key={each.id} justify="space-between" wrap="nowrap" gap="xs">
          <div className="point-text">
            <Text size="sm" truncate>
              {each.source_name || t("customer.unnamed")}
            </Text>
            <Text size="xs" c="dimmed">
              {t("merges.by", { by: each.by, date: fullTime(each.at, locale) })}
            </Text>
          </div>
          <Button
            variant="subtle"
            size="compact-xs"
            leftSection={<IconArrowsSplit2 size={13} />}
            loading={busy === each.id}
            aria-label={`${t("merges.undo")}: ${each.source_name}`}
            onClick={() => void undo(each)}
          >
            {t("merges.undo")}
          </Button>
        </Group>
      ))}
    </div>
  );
}
