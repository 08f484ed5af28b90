/** An agent's first screen of the day: what is due, what is at risk, whom to greet and to call, what was done. */
import { Anchor, Button, Text } from "@mantine/core";
import { IconAlertTriangle, IconPlus, IconSun, IconUserOff } from "@tabler/icons-react";
import { Link } from "wouter";
import type { Today } from "../api/service.ts";
import { useLanguage, type Key } from "../i18n/index.ts";
import { useMe } from "../live/queries.ts";
import { useToday } from "../live/service.ts";
import { Rows } from "../pages/ShellSkeleton.tsx";
import { useDialogs } from "../parts/dialogs.tsx";
import { Empty } from "../parts/Empty.tsx";
import { useNow } from "../parts/useNow.ts";
import { TaskRow } from "../tasks/TaskRow.tsx";
import { AtRisk } from "./AtRisk.tsx";
import { Birthdays } from "./Birthdays.tsx";
import { Month } from "./Month.tsx";
import { OneNotice } from "./Notices.tsx";
import { Panel, Quiet } from "./Panel.tsx";
import { RecentContacts, RecentCustomers } from "./Recent.tsx";

export default function TodayPage() {
  const { t, locale } = useLanguage();
  const me = useMe();
  const now = useNow(60_000);
  const { data, isPending, isError, refetch } = useToday();
  return (
    <div className="plain-page today">
      <header className="today-head">
        <div>
          <h1>{t(greeting(new Date(now).getHours()), { name: me.name })}</h1>
          <Text size="sm" c="dimmed">
            {new Intl.DateTimeFormat(locale, { dateStyle: "full" }).format(now)}
          </Text>
        </div>
        {data?.month && <Month month={data.month} />}
      </header>
      {isPending && <Rows count={8} height={48} />}
      {isError && (
        <Empty icon={IconAlertTriangle} title={t("problem.title")}>
          <Button onClick={() => void refetch()}>{t("common.tryAgain")}</Button>
        </Empty>
      )}
      {data && <Parts today={data} />}
    </div>
  );
}

function greeting(hour: number): Key {
  if (hour < 12) return "today.hello.morning";
  return hour < 18 ? "today.hello.afternoon" : "today.hello.evening";
}

function Parts({ today }: { today: Today }) {
  const { t } = useLanguage();
  const me = useMe();
  const { editTask } = useDialogs();
  return (
    <div className="today-grid">
      {today.notices.length > 0 && (
        <Panel title={t("today.notices")} className="today-wide">
          <ul className="notices">
            {today.notices.map((each) => (
              <OneNotice key={each.id} notice={each} />
            ))}
          </ul>
        </Panel>
      )}
      {!me.agent_id && (
        <div className="today-wide">
          <Empty icon={IconUserOff} title={t("today.noAgent")} hint={t("today.noAgentHint")} />
        </div>
      )}
      {me.agent_id && (
        <>
          <Panel
            title={t("today.tasks")}
            count={today.tasks.length}
            className="today-tasks"
            more={
              <>
                <Button
                  size="compact-xs"
                  variant="subtle"
                  leftSection={<IconPlus size={13} />}
                  onClick={() => editTask({})}
                >
                  {t("tasks.add")}
                </Button>
                <Anchor component={Link} href="/tasks" size="xs">
                  {t("today.allTasks")}
                </Anchor>
              </>
            }
          >
            {today.tasks.length === 0 && <Quiet icon={<IconSun size={18} />} text={t("today.tasksNone")} />}
            <ul className="tasks">
              {today.tasks.map((task) => (
                <TaskRow key={task.id} task={task} />
              ))}
            </ul>
          </Panel>
          <Panel
            title={t("today.risk")}
            count={today.interactions_at_risk.length + today.cases_at_risk.length}
          >
            <AtRisk contacts={today.interactions_at_risk} cases={today.cases_at_risk} />
          </Panel>
          <Panel title={t("today.birthdays")} count={today.birthdays.length}>
            <Birthdays birthdays={today.birthdays} date={today.date} />
          </Panel>
          <Panel title={t("today.weekly")} count={today.weekly.length}>
            <Weekly today={today} />
          </Panel>
          <Panel title={t("today.contacts")}>
            <RecentContacts contacts={today.contacts} />
          </Panel>
          <Panel title={t("today.customers")}>
            <RecentCustomers customers={today.customers} />
          </Panel>
        </>
      )}
    </div>
  );
}

function Weekly({ today }: { today: Today }) {
  const { t } = useLanguage();
  if (today.weekly.length === 0) return <Quiet text={t("today.weeklyNone")} />;
  return (
    <ul className="tasks">
      {today.weekly.map((task) => (
        <TaskRow key={task.id} task={task} />
      ))}
    </ul>
  );
}
