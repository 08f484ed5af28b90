/** One icon for each kind of channel, the same everywhere. */
import {
  IconCalendarUser,
  IconMail,
  IconMessage,
  IconMessages,
  IconPhone,
  IconPhoneIncoming,
  IconPhoneOutgoing,
  IconWebhook,
  type Icon,
} from "@tabler/icons-react";
import type { Direction, Kind } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";

const ICONS: Record<Kind, Icon> = {
  phone: IconPhone,
  sms: IconMessage,
  email: IconMail,
  webchat: IconMessages,
  webhook: IconWebhook,
  manual: IconCalendarUser,
};

export function ChannelIcon({
  kind,
  direction,
  size = 16,
}: {
  kind: Kind;
  direction?: Direction;
  size?: number;
}) {
  const { t } = useLanguage();
  const Shape =
    kind === "phone" && direction
      ? direction === "in"
        ? IconPhoneIncoming
        : IconPhoneOutgoing
      : ICONS[kind];
  return (
    <span
      className={`channel channel-${kind}`}
      role="img"
      aria-label={t(`kind.${kind}`)}
      title={t(`kind.${kind}`)}
    >
      <Shape size={size} stroke={1.8} />
    </span>
  );
}
