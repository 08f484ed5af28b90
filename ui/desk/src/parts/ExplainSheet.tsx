/** Why work is where it is, or why an agent gets it or not: who could take it now, and how it came here. */
import { Drawer, Tabs, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { get } from "../api/client.ts";
import type { Explanation } from "../api/explain.ts";
import { useLanguage } from "../i18n/index.ts";
import { Rows } from "../pages/ShellSkeleton.tsx";
import { AgentNow, ItemNow } from "./explain/Present.tsx";
import { Past } from "./explain/Past.tsx";
import { problemText } from "./notices.tsx";

const REFRESH_MS = 5000;

export function ExplainSheet({ path, title, onClose }: { path: string; title: string; onClose: () => void }) {
  const { t } = useLanguage();
  const { data, error, isPending } = useQuery({
    queryKey: ["explain", path],
    queryFn: ({ signal }) => get<Explanation>(path, signal),
    refetchInterval: REFRESH_MS,
    staleTime: 0,
  });
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={460}
      title={`${t("explain.title")} · ${title}`}
      className="sheet"
    >
      {isPending && <Rows count={5} height={28} />}
      {error && <Text c="red">{problemText(t, error)}</Text>}
      {data && (data.kinds ? <AgentNow told={data} /> : <Item told={data} />)}
    </Drawer>
  );
}

function Item({ told }: { told: Explanation }) {
  const { t } = useLanguage();
  if (!told.history) return <ItemNow told={told} />;
  const hasLeft = told.candidates?.length === 0 && told.history.length > 0;
  return (
    <Tabs defaultValue={hasLeft ? "past" : "now"} keepMounted={false}>
      <Tabs.List>
        <Tabs.Tab value="now">{t("explain.now")}</Tabs.Tab>
        <Tabs.Tab value="past">{t("explain.past")}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="now" pt="sm">
        <ItemNow told={told} />
      </Tabs.Panel>
      <Tabs.Panel value="past" pt="sm">
        <Past legs={told.history} />
      </Tabs.Panel>
    </Tabs>
  );
}
