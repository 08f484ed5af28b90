/** The agent's three columns: what is mine, the conversation, the customer. On a phone they are three steps. */
import { Button, Group } from "@mantine/core";
import { IconArrowLeft, IconInbox, IconUserCircle, IconUserOff } from "@tabler/icons-react";
import { useMemo } from "react";
import { useLocation, useParams } from "wouter";
import { Conversation } from "../desk/Conversation.tsx";
import { OfferCards } from "../desk/OfferCard.tsx";
import { PresenceControl } from "../desk/PresenceControl.tsx";
import { orderedWork, WorkList } from "../desk/WorkList.tsx";
import { CustomerCard } from "../customer/CustomerCard.tsx";
import { useLanguage } from "../i18n/index.ts";
import { useShortcuts } from "../keys/shortcuts.ts";
import { useDesk, useInteraction, useMyAgent } from "../live/queries.ts";
import { Empty } from "../parts/Empty.tsx";
import { useStep, type Step } from "../parts/useStep.ts";
import { Rows } from "./ShellSkeleton.tsx";

export function DeskPage() {
  const { id } = useParams<{ id?: string }>();
  const { t } = useLanguage();
  const agent = useMyAgent();
  const [step, setStep] = useStep(id);
  const { interaction, isMissing } = useInteraction(id);
  useWalk(id);
  return (
    <div className={`desk step-${step}`}>
      <section className="column column-left" aria-label={t("desk.work")}>
        {agent && <PresenceControl agent={agent} />}
        <div className="offers">
          <OfferCards />
        </div>
        {agent ? (
          <WorkList selected={id} />
        ) : (
          <Empty icon={IconUserOff} title={t("desk.noAgent")} hint={t("desk.noAgentHint")} />
        )}
      </section>
      <section className="column column-middle" aria-label={t("desk.conversation")}>
        {interaction && <Conversation key={interaction.id} interaction={interaction} />}
        {!interaction && id && !isMissing && <Rows count={5} height={56} />}
        {!interaction && (!id || isMissing) && (
          <Empty
            icon={IconInbox}
            title={isMissing ? t("desk.missing") : t("desk.nothingOpen")}
            hint={agent?.presence.state === "ready" ? t("desk.nothingOpenReady") : t("desk.nothingOpenAway")}
          />
        )}
      </section>
      <section className="column column-right" aria-label={t("desk.customer")}>
        {interaction ? (
          <CustomerCard interaction={interaction} />
        ) : (
          <Empty icon={IconUserCircle} title={t("desk.noCustomer")} hint={t("desk.noCustomerHint")} />
        )}
      </section>
      {id && <Steps step={step} setStep={setStep} />}
    </div>
  );
}

/** Only seen on a narrow screen: back to the list, the conversation, the customer. */
function Steps({ step, setStep }: { step: Step; setStep: (step: Step) => void }) {
  const { t } = useLanguage();
  const choice = (target: Step, text: string) => (
    <Button
      variant={step === target ? "light" : "subtle"}
      color={step === target ? "indigo" : "gray"}
      aria-pressed={step === target}
      onClick={() => setStep(target)}
    >
      {text}
    </Button>
  );
  return (
    <Group className="steps" gap={4} wrap="nowrap">
      <Button
        variant="subtle"
        color="gray"
        className="quiet-button"
        leftSection={<IconArrowLeft size={16} />}
        onClick={() => setStep("left")}
      >
        {t("desk.back")}
      </Button>
      <span className="rail-space" />
      {choice("middle", t("desk.conversation"))}
      {choice("right", t("desk.customer"))}
    </Group>
  );
}

/** j and k walk through my interactions in the order shown. */
function useWalk(id: string | undefined): void {
  const [, navigate] = useLocation();
  const interactions = useDesk((desk) => desk.interactions);
  const order = useMemo(() => orderedWork(interactions), [interactions]);
  const walk = (by: number) => {
    if (order.length === 0) return;
    const at = order.findIndex((each) => each.id === id);
    const next = order[at < 0 ? 0 : (at + by + order.length) % order.length];
    if (next) navigate(`/inbox/${next.id}`);
  };
  useShortcuts({ j: () => walk(1), k: () => walk(-1) });
}
