/** Work that nobody who is signed in can ever take, in words and red: the one thing on the page that must not wait. */
import { Button } from "@mantine/core";
import { IconAlertTriangleFilled } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import type { Alarm } from "../api/routing.ts";
import { useLanguage, type Translate } from "../i18n/index.ts";
import { announce } from "../parts/announce.ts";
import { useNow } from "../parts/useNow.ts";
import { needsText } from "../text/needs.ts";
import { clock, secondsSince } from "../text/times.ts";
import { useSkillName } from "../live/skills.ts";

export function Alarms({ alarms, onShow }: { alarms: Alarm[]; onShow: (alarm: Alarm) => void }) {
  const { t } = useLanguage();
  const skillName = useSkillName();
  const known = useRef(new Set<string>());
  useEffect(() => {
    for (const alarm of alarms) {
      if (!known.current.has(alarm.id))
        announce(t("alarm.announce", { text: alarmText(t, alarm, skillName) }));
    }
    known.current = new Set(alarms.map((each) => each.id));
  }, [alarms, skillName, t]);
  if (alarms.length === 0) return null;
  return (
    <ul className="alarms" aria-label={t("alarm.label")}>
      {alarms.map((alarm) => (
        <OneAlarm key={alarm.id} alarm={alarm} onShow={() => onShow(alarm)} />
      ))}
    </ul>
  );
}

function OneAlarm({ alarm, onShow }: { alarm: Alarm; onShow: () => void }) {
  const { t } = useLanguage();
  const now = useNow();
  const skillName = useSkillName();
  const relaxesIn = alarm.relaxes_at ? (Date.parse(alarm.relaxes_at) - now) / 1000 : null;
  return (
    <li className="alarm">
      <IconAlertTriangleFilled size={20} aria-hidden />
      <div className="alarm-text">
        <strong>{alarmText(t, alarm, skillName)}</strong>
        <span>
          {relaxesIn !== null && relaxesIn > 0
            ? t("alarm.relaxes", { time: clock(Math.ceil(relaxesIn)) })
            : t(alarm.nobody_configured ? "alarm.remedyConfigured" : "alarm.remedySignedIn")}
          {alarm.oldest && (
            <span className="alarm-wait">
              {" "}
              · {t("alarm.oldest", { time: clock(secondsSince(alarm.oldest, now)) })}
            </span>
          )}
        </span>
      </div>
      <Button size="compact-sm" variant="white" color="red" onClick={onShow}>
        {t("alarm.show")}
      </Button>
    </li>
  );
}

function alarmText(t: Translate, alarm: Alarm, skillName: (skill: string) => string): string {
  const how = alarm.nobody_configured ? "configured" : "signedIn";
  const what = alarm.needs.length > 0 ? how : (`${how}Anybody` as const);
  return t(alarm.count === 1 ? `alarm.${what}One` : `alarm.${what}`, {
    count: alarm.count,
    queue: alarm.queue_name,
    needs: needsText(t, alarm.needs, skillName),
  });
}
