/** My customers' birthdays of the coming days: when, how old, and a word to them two clicks away. */
import { ActionIcon, Badge, Tooltip } from "@mantine/core";
import { IconCake, IconMessagePlus } from "@tabler/icons-react";
import { Link } from "wouter";
import type { Today } from "../api/service.ts";
import { useLanguage } from "../i18n/index.ts";
import { useDialogs } from "../parts/dialogs.tsx";
import { Face } from "../parts/Face.tsx";
import { Quiet } from "./Panel.tsx";

export function Birthdays({ birthdays, date }: { birthdays: Today["birthdays"]; date: string }) {
  const { t, locale } = useLanguage();
  const { writeFirst } = useDialogs();
  if (birthdays.length === 0)
    return <Quiet icon={<IconCake size={18} aria-hidden />} text={t("today.birthdaysNone")} />;
  return (
    <ul className="today-lines">
      {birthdays.map(({ customer, date: kept, turns }) => (
        <li key={customer.id} className="today-line">
          <Face name={customer.name} id={customer.id} size={28} />
          <span className="today-line-text">
            <Link href={`/customers/${customer.id}`}>{customer.name || t("customer.unnamed")}</Link>
            <small>
              {[turns === null ? "" : t("today.turns", { age: turns }), lunarText(t, customer)]
                .filter(Boolean)
                .join(" · ")}
            </small>
          </span>
          <Badge color={kept === date ? "grape" : "gray"}>{dayText(t, kept, date, locale)}</Badge>
          <Tooltip label={t("write.title")}>
            <ActionIcon
              aria-label={`${t("write.title")}: ${customer.name}`}
              onClick={() => writeFirst({ customer })}
            >
              <IconMessagePlus size={16} />
            </ActionIcon>
          </Tooltip>
        </li>
      ))}
    </ul>
  );
}

type T = ReturnType<typeof useLanguage>["t"];

function lunarText(t: T, customer: Today["birthdays"][number]["customer"]): string {
  const day = customer.birthday;
  if (day?.calendar !== "lunar") return "";
  const values = { month: day.month, day: day.day };
  return t(day.leap_month ? "birthday.lunarLeap" : "birthday.lunar", values);
}

function dayText(t: T, kept: string, date: string, locale: string): string {
  const days = Math.round((Date.parse(kept) - Date.parse(date)) / 86_400_000);
  if (days === 0) return t("today.isToday");
  if (days === 1) return t("today.tomorrow");
  const format = { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat(locale, format).format(Date.parse(kept));
}
