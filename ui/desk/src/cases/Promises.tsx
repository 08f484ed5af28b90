/** The promises of a case: each with what is left of it, as a bar that fills and in words. */
import { Progress, Text } from "@mantine/core";
import type { SlaClock } from "../api/routing.ts";
import type { Case } from "../api/service.ts";
import { useLanguage } from "../i18n/index.ts";
import { useNow } from "../parts/useNow.ts";
import { SlaMark } from "../parts/SlaMark.tsx";
import { clocksOf } from "../text/sla.ts";
import { fullTime } from "../text/times.ts";

export function Promises({ one }: { one: Case }) {
  const { t } = useLanguage();
  const clocks = clocksOf(one.sla);
  return (
    <div className="card-part">
      <h2 className="section-title">{t("case.promises")}</h2>
      {clocks.length === 0 && (
        <Text size="xs" c="dimmed">
          {t("case.noPromises")}
        </Text>
      )}
      {clocks.map((clock) => (
        <OnePromise key={clock.kind} clock={clock} />
      ))}
    </div>
  );
}

function OnePromise({ clock }: { clock: SlaClock }) {
  const { t, locale } = useLanguage();
  const now = useNow(10_000);
  const isOver = clock.state === "met" || clock.state === "met_late" || clock.state === "canceled";
  const used = usedShare(clock, now);
  const colour = clock.state === "breached" || used >= 1 ? "red" : used > 0.8 ? "orange" : "indigo";
  return (
    <div className="promise">
      <div className="promise-head">
        <Text size="sm" fw={550}>
          {t(`sla.${clock.kind}`)}
        </Text>
        {isOver ? (
          <Text size="xs" c={clock.state === "met_late" ? "var(--bad)" : "dimmed"}>
            {t(`sla.state.${clock.state as "met" | "met_late" | "canceled"}`)}
          </Text>
        ) : (
          <SlaMark sla={{ [clock.kind]: clock }} />
        )}
      </div>
      {!isOver && (
        <Progress
          value={Math.min(100, used * 100)}
          color={colour}
          size={5}
          aria-label={`${t(`sla.${clock.kind}`)}: ${Math.round(used * 100)} %`}
        />
      )}
      {clock.due_at && (
        <Text size="xs" c="dimmed">
          {fullTime(clock.due_at, locale)}
        </Text>
      )}
    </div>
  );
}

function usedShare(clock: SlaClock, now: number): number {
  if (clock.left_s !== null && clock.left_s !== undefined) return 1 - clock.left_s / clock.target_s;
  if (!clock.due_at || !clock.started_at) return 0;
  const [from, until] = [Date.parse(clock.started_at), Date.parse(clock.due_at)];
  return until <= from ? 1 : Math.max(0, (now - from) / (until - from));
}
