/** How far a message got, in a word and a shape. */
import {
  IconAlertTriangle,
  IconCheck,
  IconChecks,
  IconClock,
  IconEye,
  IconHelp,
  type Icon,
} from "@tabler/icons-react";
import type { DeliveryState, Message } from "../api/types.ts";
import { known, useLanguage, type Key } from "../i18n/index.ts";

const SHAPES: Record<DeliveryState, [Key, Icon]> = {
  queued: ["delivery.sending", IconClock],
  leased: ["delivery.sending", IconClock],
  sending: ["delivery.sending", IconClock],
  accepted: ["delivery.sent", IconCheck],
  sent: ["delivery.sent", IconCheck],
  delivered: ["delivery.delivered", IconChecks],
  read: ["delivery.read", IconEye],
  undelivered: ["delivery.undelivered", IconAlertTriangle],
  failed: ["delivery.failed", IconAlertTriangle],
  unknown: ["delivery.unknown", IconHelp],
  skipped: ["delivery.skipped", IconAlertTriangle],
  expired: ["delivery.expired", IconAlertTriangle],
  cancelled: ["delivery.cancelled", IconAlertTriangle],
};

const BAD: ReadonlySet<DeliveryState> = new Set(["undelivered", "failed", "skipped", "expired", "cancelled"]);

export function DeliveryMark({
  delivery,
  detail,
}: {
  delivery: NonNullable<Message["delivery"]>;
  detail?: string | undefined;
}) {
  const { t } = useLanguage();
  const [word, Shape] = SHAPES[delivery.state];
  const reason = detail ?? reasonOf(t, delivery);
  return (
    <span className={BAD.has(delivery.state) ? "delivery bad" : `delivery ${delivery.state}`}>
      <Shape size={13} aria-hidden />
      {t(word)}
      {reason && <span className="delivery-reason">· {reason}</span>}
    </span>
  );
}

function reasonOf(
  t: ReturnType<typeof useLanguage>["t"],
  delivery: NonNullable<Message["delivery"]>,
): string {
  const { error_class: kind, error_code: code } = delivery;
  return [kind ? known(t, "failure", kind) : "", code ? `(${code})` : ""].filter(Boolean).join(" ");
}
