/** How it came here: every state with its length and cause, every offer with who was looked at and why this one. */
import { Badge, Text } from "@mantine/core";
import type { Considered, OfferReason, PastLeg, PastOffer, PastState } from "../../api/explain.ts";
import { isKnown, known, useLanguage, type Translate } from "../../i18n/index.ts";
import { useAgents } from "../../live/queries.ts";
import { useSkillName } from "../../live/skills.ts";
import { blockText, exactTime } from "../../text/blocks.ts";
import { clock } from "../../text/times.ts";
import { useNow } from "../useNow.ts";

type Entry = { at: string } & ({ state: PastState } | { offer: PastOffer });

const SHOWN = 6;

export function Past({ legs }: { legs: PastLeg[] }) {
  const { t } = useLanguage();
  if (legs.every((leg) => leg.states.length === 0)) {
    return (
      <Text size="sm" c="dimmed">
        {t("explain.nothing")}
      </Text>
    );
  }
  return legs.map((leg, index) => (
    <section key={leg.work_item_id} className="past-leg">
      {index > 0 && (
        <h2 className="section-title verdicts-title">
          {leg.role === "consult" ? t("explain.legConsult") : t("explain.leg")}
        </h2>
      )}
      <ol className="past">
        {entriesOf(leg).map((entry, place) =>
          "offer" in entry ? (
            <OfferMade key={entry.offer.id} offer={entry.offer} />
          ) : (
            <Stretch
              key={`${entry.at}${place}`}
              state={entry.state}
              isNow={!leg.ended_at && entry.state === leg.states.at(-1)}
            />
          ),
        )}
      </ol>
    </section>
  ));
}

/** In order of time; the state that an offer led to comes after the offer. */
function entriesOf(leg: PastLeg): Entry[] {
  const states: Entry[] = leg.states
    .filter((each) => each.state !== "offered")
    .map((state) => ({ at: state.at, state }));
  const offers: Entry[] = leg.offers.map((offer) => ({ at: offer.created_at, offer }));
  return [...offers, ...states].toSorted((left, right) => left.at.localeCompare(right.at));
}

function Stretch({ state, isNow }: { state: PastState; isNow: boolean }) {
  const { t, locale } = useLanguage();
  const now = useNow();
  const length = isNow ? (now - Date.parse(state.at)) / 1000 : (state.seconds ?? 0);
  const isFinal = ["voicemail", "completed", "abandoned", "canceled", "expired", "closed"].includes(
    state.state,
  );
  return (
    <li className={`past-entry past-${state.state}`}>
      <time className="time">{exactTime(state.at, locale)}</time>
      <div>
        <span className="past-title">
          {known(t, "state", state.state)}
          {state.queue_name && !state.agent_id && <> {t("explain.in", { queue: state.queue_name })}</>}
          {state.agent_name && <> {t("explain.with", { agent: state.agent_name })}</>}
        </span>
        <span className="dim">
          {[
            known(t, "cause", state.cause),
            isFinal
              ? ""
              : isNow
                ? t("explain.so", { time: clock(length) })
                : t("explain.for", { time: clock(length) }),
          ]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </div>
    </li>
  );
}

const COLOURS: Record<string, string> = {
  accepted: "green",
  pending: "indigo",
  rescinded: "gray",
  cancelled: "gray",
};

function OfferMade({ offer }: { offer: PastOffer }) {
  const { t, locale } = useLanguage();
  const name = useAgentName();
  const took = offer.ended_at ? (Date.parse(offer.ended_at) - Date.parse(offer.created_at)) / 1000 : null;
  const outcome = known(t, "outcome", offer.state);
  return (
    <li className="past-entry past-offer">
      <time className="time">{exactTime(offer.created_at, locale)}</time>
      <div>
        <span className="past-title">
          {t("explain.offered", { agent: offer.agent_name || name(offer.agent_id) })}{" "}
          <Badge color={COLOURS[offer.state] ?? "orange"}>
            {took === null ? outcome : t("explain.after", { outcome, time: clock(took) })}
          </Badge>
        </span>
        <span className="dim">
          {[
            offer.why ? reasonText(t, offer.why) : "",
            offer.cause && offer.cause !== offer.state ? known(t, "cause", offer.cause) : "",
          ]
            .filter(Boolean)
            .join(" · ")}
        </span>
        {offer.why?.considered && (
          <Others all={offer.why.considered} reason={offer.why} chosen={offer.agent_id} />
        )}
      </div>
    </li>
  );
}

/** "longest idle of 3 · had waited 9:04 · number 1 in line · plan step 2". */
export function reasonText(t: Translate, why: OfferReason): string {
  const rule = why.rule === "longest_idle" || !why.rule ? (why.strategy ?? why.rule) : why.rule;
  const named = rule && isKnown("rule", rule) ? known(t, "rule", rule) : rule;
  const count = why.considered_total ?? why.considered?.length ?? 0;
  return [
    named && count > 1 ? t("explain.chosenOf", { rule: named, count }) : named,
    why.waited_s ? t("explain.waited", { time: clock(why.waited_s) }) : "",
    why.position ? t("explain.wasPosition", { position: why.position }) : "",
    why.plan_step ? t("explain.wasStep", { step: why.plan_step }) : "",
    why.ignore_capacity ? t("explain.ignored") : "",
  ]
    .filter(Boolean)
    .join(" · ");
}

function Others({ all, reason, chosen }: { all: Considered[]; reason: OfferReason; chosen: string }) {
  const { t, locale } = useLanguage();
  const skillName = useSkillName();
  const name = useAgentName();
  const others = all.filter((each) => each.agent_id !== chosen);
  if (others.length === 0) return null;
  const textOf = (each: Considered): string => {
    const block =
      each.block ?? (each.blocker ? { blocker: each.blocker, detail: "", have: null, need: null } : null);
    return block ? blockText(t, block, { locale, skillName, agentName: name }) : "";
  };
  const left = Math.max(0, (reason.considered_total ?? all.length) - 1 - Math.min(others.length, SHOWN));
  return (
    <ul className="past-others" aria-label={t("explain.others")}>
      {others.slice(0, SHOWN).map((each) => (
        <li key={each.agent_id}>
          {each.name || name(each.agent_id)}
          {textOf(each) && <span className="dim">: {textOf(each)}</span>}
        </li>
      ))}
      {left > 0 && <li className="dim">{t("explain.more", { count: left })}</li>}
    </ul>
  );
}

function useAgentName(): (id: string) => string {
  const agents = useAgents();
  return (id) => agents.find((each) => each.id === id)?.name ?? id;
}
