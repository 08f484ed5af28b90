/** The running call: who is in it and what each of them hears; hold, mute, keypad, hang up. */
import { Badge, Button, Group, Popover, SimpleGrid, Text, Tooltip } from "@mantine/core";
import {
  IconDialpad,
  IconMicrophone,
  IconMicrophoneOff,
  IconPhoneOff,
  IconPhoneX,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerRecord,
} from "@tabler/icons-react";
import { useState } from "react";
import type { Call, Interaction, Participant } from "../api/types.ts";
import { known, useLanguage, type Translate } from "../i18n/index.ts";
import { useActions } from "../live/actions.ts";
import { useAgents, useCan } from "../live/queries.ts";
import { Face } from "../parts/Face.tsx";
import { readableAddress } from "../text/times.ts";
import { ConsultControls, ConsultLine } from "./ConsultControls.tsx";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];

interface Props {
  interaction: Interaction;
  mine: boolean;
  /** A colleague's call in which I am asked. */
  asked: boolean;
}

export function CallBar({ interaction, mine, asked }: Props) {
  const { t } = useLanguage();
  const canControl = useCan(interaction.channel, "call_control");
  const call = interaction.call;
  if (!call) return null;
  return (
    <div
      className={`call-bar call-${call.held ? "held" : call.state}`}
      role="group"
      aria-label={t("call.label")}
    >
      <div className="call-main">
        <Group gap={8}>
          {call.consult ? (
            <ConsultLine interaction={interaction} consult={call.consult} asked={asked} />
          ) : (
            <Text size="sm" fw={600}>
              {call.held ? t("call.held") : t(`call.${call.state}`)}
            </Text>
          )}
          {call.recording && (
            <Badge color="red" leftSection={<IconPlayerRecord size={10} />}>
              {t("call.recording")}
            </Badge>
          )}
          {call.muted && (
            <Badge color="yellow" leftSection={<IconMicrophoneOff size={10} />}>
              {t("call.muted")}
            </Badge>
          )}
        </Group>
        <ul className="call-people" aria-label={t("call.people")}>
          {call.participants.map((each, index) => (
            <PersonInCall key={`${each.label}${index}`} person={each} call={call} interaction={interaction} />
          ))}
        </ul>
      </div>
      {(mine || asked) && canControl && <Controls interaction={interaction} asked={asked} />}
    </div>
  );
}

function PersonInCall({
  person,
  call,
  interaction,
}: {
  person: Participant;
  call: Call;
  interaction: Interaction;
}) {
  const { t } = useLanguage();
  const agent = useAgents().find((each) => each.id === person.agent_id);
  const registered = person.label === "customer" ? interaction.customer_name : agent?.name;
  const name = registered || readableAddress(person.name) || known(t, "callRole", person.label);
  const hears = whatTheyHear(t, person, call);
  return (
    <li className={person.held ? "call-person held" : "call-person"}>
      <Face name={name} id={person.agent_id ?? interaction.customer_id} size={24} />
      <span>
        <Text size="xs" fw={600}>
          {name}
        </Text>
        <Text size="xs" c="dimmed">
          {hears}
        </Text>
      </span>
    </li>
  );
}

function whatTheyHear(t: Translate, person: Participant, call: Call): string {
  if (person.held) return t("call.hearsMusic");
  if (person.state !== "joined") return known(t, "callState", person.state);
  if (person.label === "supervisor") return known(t, "callMode", person.mode ?? "listen");
  if (person.label === "customer" && call.state !== "connected") return t("call.hearsMusic");
  if (person.muted) return t("call.isMuted");
  if (call.consult && call.participants.some((each) => each.held)) return t("call.talks");
  return call.held && !call.consult ? t("call.alone") : t("callState.joined");
}

function Controls({ interaction, asked }: { interaction: Interaction; asked: boolean }) {
  const { t } = useLanguage();
  const { call: control } = useActions();
  const [busy, setBusy] = useState("");
  const call = interaction.call;
  if (!call) return null;
  const act = async (action: string) => {
    setBusy(action);
    await control(interaction.id, action);
    setBusy("");
  };
  const connected = call.state === "connected";
  const consult = call.consult ?? null;
  const hold = call.held ? "unhold" : "hold";
  const mute = call.muted ? "unmute" : "mute";
  return (
    <Group gap={6} wrap="nowrap" className="call-controls">
      {consult && !asked && (
        <ConsultControls consult={consult} busy={busy} act={(action) => void act(action)} />
      )}
      {!consult && (
        <Button
          variant={call.held ? "filled" : "default"}
          disabled={!connected}
          loading={busy === hold}
          leftSection={call.held ? <IconPlayerPlay size={15} /> : <IconPlayerPause size={15} />}
          onClick={() => void act(hold)}
        >
          {call.held ? t("call.resume") : t("call.hold")}
        </Button>
      )}
      <Button
        variant={call.muted ? "filled" : "default"}
        disabled={!connected}
        loading={busy === mute}
        leftSection={call.muted ? <IconMicrophone size={15} /> : <IconMicrophoneOff size={15} />}
        onClick={() => void act(mute)}
      >
        {call.muted ? t("call.unmute") : t("call.mute")}
      </Button>
      {!consult && (
        <Keypad disabled={!connected} onDigit={(digit) => void control(interaction.id, "digits", digit)} />
      )}
      {isCallback(interaction) && !asked && (
        <Button
          variant="default"
          loading={busy === "no_answer"}
          leftSection={<IconPhoneX size={15} />}
          onClick={() => void act("no_answer")}
        >
          {t("call.noAnswer")}
        </Button>
      )}
      {(!consult || asked) && (
        <Button
          color="red"
          loading={busy === "hang_up"}
          leftSection={<IconPhoneOff size={15} />}
          onClick={() => void act("hang_up")}
        >
          {asked ? t("consult.leave") : t("call.hangUp")}
        </Button>
      )}
    </Group>
  );
}

/** The customer asked to be called back, and this is the call. */
const isCallback = (interaction: Interaction): boolean => "callback" in interaction.attributes;

function Keypad({ disabled, onDigit }: { disabled: boolean; onDigit: (digit: string) => void }) {
  const { t } = useLanguage();
  const [pressed, setPressed] = useState("");
  return (
    <Popover position="bottom" trapFocus>
      <Popover.Target>
        <Tooltip label={t("call.keypad")}>
          <Button variant="default" px={8} disabled={disabled} aria-label={t("call.keypad")}>
            <IconDialpad size={16} />
          </Button>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        <Text className="keypad-line" aria-live="polite">
          {pressed || " "}
        </Text>
        <SimpleGrid cols={3} spacing={6}>
          {KEYS.map((key) => (
            <Button
              key={key}
              variant="default"
              size="sm"
              onClick={() => {
                setPressed((old) => (old + key).slice(-16));
                onDigit(key);
              }}
            >
              {key}
            </Button>
          ))}
        </SimpleGrid>
      </Popover.Dropdown>
    </Popover>
  );
}
