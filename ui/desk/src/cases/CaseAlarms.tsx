/** Cases whose promise is broken: red, on the supervisors' page, until somebody has settled them. */
import { Button } from "@mantine/core";
import { IconAlertTriangleFilled } from "@tabler/icons-react";
import { Link } from "wouter";
import type { Case } from "../api/service.ts";
import { known, useLanguage } from "../i18n/index.ts";
import { useAgents } from "../live/queries.ts";
import { useCases } from "../live/service.ts";
import { useNow } from "../parts/useNow.ts";
import { mostUrgent } from "../text/sla.ts";
import { duration } from "../text/durations.ts";

export function CaseAlarms() {
  const { t } = useLanguage();
  const { data } = useCases({ sla: "breached", limit: 5 });
  const cases = data?.items ?? [];
  if (cases.length === 0) return null;
  return (
    <ul className="alarms" aria-label={t("case.alarms")}>
      {cases.map((one) => (
        <OneAlarm key={one.id} one={one} />
      ))}
    </ul>
  );
}

function OneAlarm({ one }: { one: Case }) {
  const { t, locale } = useLanguage();
  const now = useNow(10_000);
  const owner = useAgents().find((each) => each.id === one.owner_agent_id);
  const broken = mostUrgent(one.sla, now);
  const over = broken?.leftS ? duration(-broken.leftS, locale) : "";
  return (
    <li className="alarm">
      <IconAlertTriangleFilled size={20} aria-hidden />
      <div className="alarm-text">
        <strong>
          {t("case.alarm", {
            number: one.number,
            promise: broken ? known(t, "sla", broken.clock.kind) : "",
            time: over,
          })}
        </strong>
        <span>
          {[one.subject, one.customer_name, owner?.name ?? t("case.nobody")].filter(Boolean).join(" · ")}
        </span>
      </div>
      <Button component={Link} href={`/cases/${one.id}`} size="compact-sm" variant="white" color="red">
        {t("case.show")}
      </Button>
    </li>
  );
}
