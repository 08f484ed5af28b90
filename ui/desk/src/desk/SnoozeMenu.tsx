/** Puts an interaction aside until a time: usual ones by name, any other by date. */
import { Button, Menu, TextInput } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { useLanguage, type Key } from "../i18n/index.ts";

interface Props {
  opened: boolean;
  setOpened: (open: boolean) => void;
  onSnooze: (until: Date) => void;
  children: ReactNode;
}

export function SnoozeMenu({ opened, setOpened, onSnooze, children }: Props) {
  const { t, locale } = useLanguage();
  const [custom, setCustom] = useState("");
  const choose = (until: Date) => {
    setOpened(false);
    onSnooze(until);
  };
  const write = new Intl.DateTimeFormat(locale, {
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
  });
  return (
    <Menu opened={opened} onChange={setOpened} position="bottom-end" width={330}>
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("snooze.title")}</Menu.Label>
        {opened &&
          choices(new Date()).map(([key, until]) => (
            <Menu.Item
              key={key}
              rightSection={<span className="time">{write.format(until)}</span>}
              onClick={() => choose(until)}
            >
              {t(key)}
            </Menu.Item>
          ))}
        <Menu.Divider />
        <form
          className="menu-row"
          onSubmit={(event) => {
            event.preventDefault();
            const until = new Date(custom);
            if (until.getTime() > Date.now()) choose(until);
          }}
        >
          <TextInput
            type="datetime-local"
            aria-label={t("snooze.custom")}
            value={custom}
            onChange={(event) => setCustom(event.currentTarget.value)}
            flex={1}
          />
          <Button type="submit" disabled={!custom} flex="none">
            {t("snooze.set")}
          </Button>
        </form>
      </Menu.Dropdown>
    </Menu>
  );
}

/** In an hour, in three, tomorrow at nine, next Monday at nine. */
export function choices(now: Date): [Key, Date][] {
  const inHours = (hours: number) => new Date(now.getTime() + hours * 3_600_000);
  const atNine = (days: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, 9);
  const toMonday = (8 - now.getDay()) % 7 || 7;
  return [
    ["snooze.hour", inHours(1)],
    ["snooze.threeHours", inHours(3)],
    ["snooze.tomorrow", atNine(1)],
    ["snooze.monday", atNine(toMonday)],
  ];
}
