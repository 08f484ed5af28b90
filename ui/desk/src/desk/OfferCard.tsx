/** Work offered to me, the most urgent first: who, where from, why me, how long they waited, how long I have. */
import { Button, Group, Menu, Text, Tooltip } from "@mantine/core";
import { useCallback, useEffect, useState } from "react";
import { useLocation } from "wouter";
import type { Requirement } from "../api/routing.ts";
import type { Offer } from "../api/types.ts";
import { isKnown, known, useLanguage } from "../i18n/index.ts";
import { useShortcuts } from "../keys/shortcuts.ts";
import { useActions } from "../live/actions.ts";
import { useLive } from "../live/LiveProvider.tsx";
import { useAgents, useDesk } from "../live/queries.ts";
import { hush, ring } from "../live/ring.ts";
import { useSkillName } from "../live/skills.ts";
import { ChannelIcon } from "../parts/ChannelIcon.tsx";
import { Ring } from "../parts/Ring.tsx";
import { SlaMark } from "../parts/SlaMark.tsx";
import { useNow } from "../parts/useNow.ts";
import { needsText } from "../text/needs.ts";
import { clock, readableAddress, secondsSince } from "../text/times.ts";

const REASONS = ["busy", "wrong_skill", "technical", "other"] as const;
/** An offer whose time is long over is not shown, even when word of its end got lost. */
const GRACE_MS = 5000;

export function OfferCards() {
  const { t } = useLanguage();
  const all = useDesk((desk) => desk.offers);
  const now = useNow();
  const offers = all
    .filter((offer) => Date.parse(offer.deadline) + GRACE_MS > now)
    .toSorted((left, right) => left.deadline.localeCompare(right.deadline));
  useRinging(offers);
  return (
    <>
      {offers.map((offer, index) => (
        <OfferCard key={offer.id} offer={offer} hasKeys={index === 0} label={t("offer.label")} />
      ))}
    </>
  );
}

function OfferCard({ offer, hasKeys, label }: { offer: Offer; hasKeys: boolean; label: string }) {
  const { t } = useLanguage();
  const now = useNow(250);
  const { shown } = useLive();
  const { accept, reject } = useActions();
  const [, navigate] = useLocation();
  const [busy, setBusy] = useState(false);
  const [rejecting, setRejecting] = useState(false);
  useEffect(() => shown(offer.id), [offer.id, shown]);

  const take = useCallback(async () => {
    setBusy(true);
    const done = await accept(offer);
    setBusy(false);
    if (done) navigate(`/inbox/${offer.interaction_id}`);
  }, [accept, navigate, offer]);

  useShortcuts(hasKeys ? { Enter: () => void take(), Escape: () => setRejecting(true) } : {});
  const { interaction, customer, why } = offer;
  const whyMe = useWhyMe(offer);
  const left = (Date.parse(offer.deadline) - now) / 1000;
  const whole = (Date.parse(offer.deadline) - Date.parse(offer.created_at)) / 1000;
  const waited = why?.waited_s ?? secondsSince(interaction.queued_at ?? interaction.created_at, now);
  const name = customer?.name ?? interaction.customer_name;
  const asking = useAgents().find((each) => each.id === interaction.call?.consult?.asked_by);
  return (
    <section className={hasKeys ? "offer" : "offer later"} role="region" aria-label={label}>
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap="sm">
        <div className="offer-text">
          <Group gap={6} wrap="nowrap">
            <ChannelIcon kind={interaction.kind} direction={interaction.direction} size={18} />
            <Text fw={650} size="md" truncate>
              {name || readableAddress(interaction.address) || t("customer.unknown")}
            </Text>
          </Group>
          {name && (
            <Text size="xs" c="dimmed" truncate className="offer-address">
              {readableAddress(interaction.address)}
            </Text>
          )}
          {asking && (
            <Text size="xs" fw={600}>
              {t("consult.asked.offered", { name: asking.name })}
            </Text>
          )}
          <Text size="xs" lineClamp={2} title={whyMe}>
            {[why?.queue ?? interaction.queue_name, whyMe].filter(Boolean).join(" · ")}
          </Text>
          {interaction.last_message?.text && (
            <Text size="xs" c="dimmed" lineClamp={2} className="offer-excerpt">
              {interaction.last_message.text}
            </Text>
          )}
          <Group gap={10}>
            <Text size="xs" className="time">
              {t("offer.waited", { time: clock(waited) })}
            </Text>
            <SlaMark sla={interaction.sla} />
          </Group>
        </div>
        <Ring left={left} whole={whole} label={t("offer.left")} />
      </Group>
      <Group gap={8} grow>
        <Tooltip label={`${t("offer.accept")} · Enter`}>
          <Button size="sm" loading={busy} onClick={() => void take()}>
            {t("offer.accept")}
          </Button>
        </Tooltip>
        <Menu opened={rejecting} onChange={setRejecting} width="target">
          <Menu.Target>
            <Button size="sm" variant="default">
              {t("offer.reject")}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>{t("offer.whyReject")}</Menu.Label>
            {REASONS.map((reason) => (
              <Menu.Item key={reason} onClick={() => void reject(offer, reason)}>
                {known(t, "rejection", reason)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </Group>
    </section>
  );
}

/** What is asked for, such as `spanish ≥ 6`, and why it came to me and to nobody else. */
function useWhyMe({ why }: Offer): string {
  const { t } = useLanguage();
  const skillName = useSkillName();
  if (!why) return "";
  const asked = Array.isArray(why.requirement) ? (why.requirement as Requirement[]) : [];
  const needs = asked.length > 0 ? needsText(t, asked, skillName) : "";
  const byStrategy = why.rule && isKnown("why", why.rule) ? why.rule : (why.strategy ?? why.rule);
  return [needs, byStrategy ? known(t, "why", byStrategy) : "", why.ignore_capacity ? t("offer.onTop") : ""]
    .filter(Boolean)
    .join(" · ");
}

function useRinging(offers: Offer[]): void {
  const { t } = useLanguage();
  const first = offers[0];
  const kind = first ? (first.interaction.kind === "phone" ? "call" : "message") : null;
  const name = first?.customer?.name ?? first?.interaction.address ?? "";
  useEffect(() => {
    if (!kind) return;
    ring(kind);
    return hush;
  }, [kind, first?.id]);
  useEffect(() => {
    document.title = kind ? `● ${t("offer.label")}: ${name}` : "Hub";
  }, [kind, name, t]);
}
