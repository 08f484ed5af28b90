/** The middle column: who it is with, what was said on every channel, and the answer being written. */
import { useRef, useState } from "react";
import type { Interaction } from "../api/types.ts";
import { isConsulted, isOpen } from "../live/patches.ts";
import { useActions } from "../live/actions.ts";
import { useCustomer, useDesk, useMyAgent } from "../live/queries.ts";
import { useShortcuts } from "../keys/shortcuts.ts";
import { useDialogs } from "../parts/dialogs.tsx";
import { CallBar } from "./CallBar.tsx";
import { Composer, type ComposerHandle } from "./Composer.tsx";
import { ConversationHead } from "./ConversationHead.tsx";
import { History } from "./History.tsx";
import { useGoOn } from "./WorkList.tsx";
import { WrapUpBar } from "./WrapUpBar.tsx";

export function Conversation({ interaction }: { interaction: Interaction }) {
  const agent = useMyAgent();
  const actions = useActions();
  const { transfer, openCase } = useDialogs();
  const { data: customer } = useCustomer(interaction.customer_id);
  const goOn = useGoOn(interaction.id);
  const composer = useRef<ComposerHandle>(null);
  const [isClosing, setClosing] = useState(false);
  const [isSnoozing, setSnoozing] = useState(false);
  const needsDisposition = useDesk(
    (desk) => desk.queues.find((queue) => queue.id === interaction.queue_id)?.disposition_required ?? false,
  );
  const mine = agent !== null && interaction.agent_id === agent.id && isOpen(interaction);
  const asked = agent !== null && !mine && isConsulted(interaction, agent.id);
  const inCall = interaction.call !== null && interaction.call.state !== "ended";

  const close = () => {
    if (needsDisposition || interaction.state === "wrapping") setClosing(true);
    else void actions.close(interaction.id).then((done) => done && goOn());
  };
  const take = () => {
    if (agent && !mine && !asked && isOpen(interaction))
      void actions.transfer(interaction.id, { agent_id: agent.id }, "");
  };
  useShortcuts({
    r: () => composer.current?.focus("reply"),
    n: () => composer.current?.focus("note"),
    i: () => composer.current?.open("articles"),
    m: () => composer.current?.open("macros"),
    e: () => mine && !inCall && close(),
    s: () => mine && !inCall && setSnoozing(true),
    t: () => mine && !interaction.call?.consult && transfer(interaction),
    a: take,
    o: () => !interaction.case_id && openCase({ interaction }),
  });
  return (
    <div className="conversation">
      <ConversationHead
        interaction={interaction}
        mine={mine}
        inCall={inCall}
        isSnoozing={isSnoozing}
        setSnoozing={setSnoozing}
        onClose={close}
        onTake={take}
        onGone={goOn}
      />
      {inCall && <CallBar interaction={interaction} mine={mine} asked={asked} />}
      <History interaction={interaction} mine={mine} />
      {mine && (interaction.state === "wrapping" || isClosing) && (
        <WrapUpBar
          key={interaction.state}
          interaction={interaction}
          required={needsDisposition}
          onDone={goOn}
          wantsFocus={isClosing}
          onCancel={interaction.state === "wrapping" ? undefined : () => setClosing(false)}
        />
      )}
      <Composer ref={composer} interaction={interaction} customer={customer} mine={mine} />
    </div>
  );
}
