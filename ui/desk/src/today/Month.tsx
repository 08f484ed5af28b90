/** What I did this month: three figures, the contacts told apart by channel. */
import { Text } from "@mantine/core";
import type { Today } from "../api/service.ts";
import type { Kind } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { ChannelIcon } from "../parts/ChannelIcon.tsx";

export function Month({ month }: { month: NonNullable<Today["month"]> }) {
  const { t, locale } = useLanguage();
  const channels = (Object.entries(month.contacts) as [Kind, number][]).toSorted(
    ([, left], [, right]) => right - left,
  );
  const contacts = channels.reduce((sum, [, count]) => sum + count, 0);
  const write = new Intl.NumberFormat(locale);
  return (
    <section className="month" aria-label={t("today.month")}>
      <Text size="xs" c="dimmed" className="month-name">
        {t("today.month")}
      </Text>
      <dl>
        <div>
          <dd>{write.format(contacts)}</dd>
          <dt>{t("today.monthContacts")}</dt>
        </div>
        <div>
          <dd>{write.format(month.cases_resolved)}</dd>
          <dt>{t("today.monthCases")}</dt>
        </div>
        <div>
          <dd>{write.format(month.tasks_done)}</dd>
          <dt>{t("today.monthTasks")}</dt>
        </div>
      </dl>
      <ul className="month-channels">
        {channels.map(([kind, count]) => (
          <li key={kind} title={t(`kind.${kind}`)}>
            <ChannelIcon kind={kind} size={14} />
            <span className="sr-only">{t(`kind.${kind}`)}</span>
            {write.format(count)}
          </li>
        ))}
      </ul>
    </section>
  );
}
