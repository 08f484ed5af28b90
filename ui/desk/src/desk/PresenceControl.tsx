/** The agent's presence with the time in it, and what comes after the current work. */
import { Menu, Text, UnstyledButton } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import type { Agent, PresenceState } from "../api/types.ts";
import { known, useLanguage } from "../i18n/index.ts";
import { useActions } from "../live/actions.ts";
import { useDesk } from "../live/queries.ts";
import { useNow } from "../parts/useNow.ts";
import { clock, secondsSince } from "../text/times.ts";

export function PresenceControl({ agent }: { agent: Agent }) {
  const { t } = useLanguage();
  const now = useNow();
  const { setPresence } = useActions();
  const reasons = useDesk((desk) => desk.settings.not_ready_reasons);
  const [asked, setAsked] = useState<string | null>(null);
  const { state, reason, since, pending, pending_reason: pendingReason } = agent.presence;
  useEffect(() => {
    document.documentElement.dataset.presence = state;
  }, [state]);

  const choose = async (chosen: PresenceState, why: string) => {
    setAsked(presenceName(t, chosen, why));
    await setPresence(agent, chosen, why);
    setAsked(null);
  };
  const shown = asked ?? presenceName(t, state, reason);
  return (
    <Menu width="target" position="bottom">
      <Menu.Target>
        <UnstyledButton
          className="presence"
          aria-label={t("presence.label")}
          aria-describedby="presence-state"
        >
          <PresenceDot state={state} />
          <span id="presence-state" className="presence-state">
            <Text size="sm" fw={600} truncate>
              {shown}
            </Text>
            {pending && (
              <Text size="xs" c="dimmed" truncate>
                {t("presence.then", { state: presenceName(t, pending, pendingReason) })}
              </Text>
            )}
          </span>
          <span className="time">{clock(secondsSince(since, now))}</span>
          <IconChevronDown size={16} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<PresenceDot state="ready" />} onClick={() => void choose("ready", "")}>
          {t("presence.ready")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t("presence.not_ready")}</Menu.Label>
        {(reasons.length > 0 ? reasons : ["break"]).map((each) => (
          <Menu.Item
            key={each}
            leftSection={<PresenceDot state="not_ready" />}
            onClick={() => void choose("not_ready", each)}
          >
            {known(t, "reason", each)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<PresenceDot state="offline" />} onClick={() => void choose("offline", "")}>
          {t("presence.offline")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** A full, a half and an empty dot: told apart without colour. */
export function PresenceDot({ state }: { state: PresenceState }) {
  return <span className={`presence-dot ${state}`} aria-hidden />;
}

export function presenceName(
  t: ReturnType<typeof useLanguage>["t"],
  state: PresenceState,
  reason: string,
): string {
  return state === "not_ready" && reason ? known(t, "reason", reason) : t(`presence.${state}`);
}
