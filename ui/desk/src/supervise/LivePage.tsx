/** What goes on now: alarms, queues, who waits, who works; everything by events, and everything can be acted on. */
import { Button, CloseButton, Group } from "@mantine/core";
import { IconActivity, IconMoodSmile, IconUserOff } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import type { Alarm, LiveView } from "../api/routing.ts";
import { CaseAlarms } from "../cases/CaseAlarms.tsx";
import { useLanguage } from "../i18n/index.ts";
import { mergedAlarms } from "../live/liveView.ts";
import { Rows } from "../pages/ShellSkeleton.tsx";
import { Empty } from "../parts/Empty.tsx";
import { problemText } from "../parts/notices.tsx";
import { ActDialogs } from "./ActDialogs.tsx";
import type { Act } from "./acts.ts";
import { AgentList } from "./AgentList.tsx";
import { Alarms } from "./Alarms.tsx";
import { QueueTile } from "./QueueTile.tsx";
import { useLiveView } from "./useLiveView.ts";
import { inLine, WaitingList } from "./WaitingList.tsx";

export default function LivePage() {
  const { t } = useLanguage();
  const { data, error, isPending, refetch } = useLiveView();
  return (
    <div className="plain-page live">
      {isPending && (
        <>
          <header className="page-head">
            <h1>{t("nav.live")}</h1>
          </header>
          <Rows count={8} height={56} />
        </>
      )}
      {error && !data && (
        <Empty icon={IconActivity} title={t("live.unloaded")} hint={problemText(t, error)}>
          <Button onClick={() => void refetch()}>{t("common.tryAgain")}</Button>
        </Empty>
      )}
      {data && <Now view={data} />}
    </div>
  );
}

/** Chosen: one queue, or the contacts of one alarm. */
interface Filter {
  queueId: string | null;
  only: ReadonlySet<string> | null;
}

const EVERYTHING: Filter = { queueId: null, only: null };

function Now({ view }: { view: LiveView }) {
  const { t } = useLanguage();
  const [filter, setFilter] = useState<Filter>(EVERYTHING);
  const [act, setAct] = useState<Act | null>(null);
  const [current, setCurrent] = useState<string | null>(null);
  const queues = view.queues.toSorted((left, right) => left.name.localeCompare(right.name));
  const alarms = useMemo(() => mergedAlarms(view.alarms), [view.alarms]);
  const alarmed = useMemo(() => new Set(view.alarms.flatMap((each) => each.interaction_ids)), [view.alarms]);
  const waiting = inLine(
    view.waiting.filter((each) =>
      filter.only ? filter.only.has(each.id) : !filter.queueId || each.queue_id === filter.queueId,
    ),
  );
  const hidden = Math.max(0, (view.waiting_total ?? 0) - view.waiting.length);
  const chosen = queues.find((each) => each.id === filter.queueId);
  const serves = new Set(chosen?.members.map((each) => each.agent_id));
  const agents = chosen
    ? view.agents.filter((each) => serves.has(each.id) || each.queue_ids.includes(chosen.id))
    : view.agents;
  const show = (alarm: Alarm) => setFilter({ queueId: alarm.queue_id, only: new Set(alarm.interaction_ids) });
  return (
    <>
      <header className="page-head">
        <h1>{t("nav.live")}</h1>
        {chosen && (
          <Group gap={4} className="live-filter">
            {t("live.onlyQueue", { queue: chosen.name })}
            <CloseButton size="xs" aria-label={t("live.allQueues")} onClick={() => setFilter(EVERYTHING)} />
          </Group>
        )}
        <span className="rail-space" />
        <span className="live-keys dim">{t("live.keys")}</span>
      </header>
      <Alarms alarms={alarms} onShow={show} />
      <CaseAlarms />
      <div className="queue-tiles" role="group" aria-label={t("live.queues")}>
        {queues.map((queue) => (
          <QueueTile
            key={queue.id}
            queue={queue}
            agents={view.agents}
            hasAlarm={alarms.some((each) => each.queue_id === queue.id)}
            isChosen={queue.id === filter.queueId}
            onClick={() =>
              setFilter(queue.id === filter.queueId ? EVERYTHING : { queueId: queue.id, only: null })
            }
          />
        ))}
      </div>
      <div className="live-columns">
        <section className="live-part">
          <h2 className="section-title">
            {t("live.waiting")} {waiting.length > 0 && <span>({waiting.length})</span>}
            {hidden > 0 && (
              <span>
                {" "}
                {t("live.first", { count: view.waiting.length, total: view.waiting.length + hidden })}
              </span>
            )}
          </h2>
          {waiting.length === 0 ? (
            <Empty icon={IconMoodSmile} title={t("live.nobodyWaits")} hint={t("live.nobodyWaitsHint")} />
          ) : (
            <WaitingList
              waiting={waiting}
              alarmed={alarmed}
              current={current}
              setCurrent={setCurrent}
              onAct={setAct}
            />
          )}
        </section>
        <section className="live-part">
          <h2 className="section-title">{t("live.agents")}</h2>
          {agents.length === 0 ? (
            <Empty icon={IconUserOff} title={t("live.nobodyHere")} hint={t("live.nobodyHereHint")} />
          ) : (
            <AgentList agents={agents} onAct={setAct} />
          )}
        </section>
      </div>
      {act && <ActDialogs act={act} onClose={() => setAct(null)} />}
    </>
  );
}
