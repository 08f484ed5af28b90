/** Messages in order, with day lines: who said it, when, how far it got. */
import { Button, Group, Text } from "@mantine/core";
import { IconLock, IconRefresh, IconRobot, IconSpeakerphone, IconTrash } from "@tabler/icons-react";
import { Fragment, type ReactNode } from "react";
import { newKey } from "../api/client.ts";
import type { Interaction, Message } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { useLive } from "../live/LiveProvider.tsx";
import type { Outgoing } from "../live/outbox.ts";
import { useMyAgent } from "../live/queries.ts";
import { useNow } from "../parts/useNow.ts";
import { splitQuoted } from "../text/quotes.ts";
import { dayLine, fullTime, timeOfDay } from "../text/times.ts";
import { AttachmentTiles } from "./AttachmentTiles.tsx";
import { DeliveryMark } from "./DeliveryMark.tsx";
import { MailFrame } from "./MailFrame.tsx";

export function Messages({
  messages,
  interaction,
  isPast = false,
}: {
  messages: Message[];
  interaction: Interaction;
  isPast?: boolean;
}) {
  const { locale } = useLanguage();
  const now = useNow(60_000);
  return messages.map((message, index) => {
    const before = messages[index - 1];
    const newDay =
      !before || new Date(before.created_at).toDateString() !== new Date(message.created_at).toDateString();
    const follows = !newDay && isSameVoice(before, message);
    return (
      <Fragment key={message.id}>
        {newDay && (
          <div className="day-line">
            <span>{dayLine(message.created_at, now, locale)}</span>
          </div>
        )}
        <MessageItem message={message} interaction={interaction} follows={follows} isPast={isPast} />
      </Fragment>
    );
  });
}

/** Close messages of the same author share one heading. */
function isSameVoice(before: Message | undefined, message: Message): boolean {
  return (
    before !== undefined &&
    before.author.type === message.author.type &&
    before.author.id === message.author.id &&
    before.kind === message.kind &&
    Date.parse(message.created_at) - Date.parse(before.created_at) < 120_000
  );
}

function MessageItem({
  message,
  interaction,
  follows,
  isPast,
}: {
  message: Message;
  interaction: Interaction;
  follows: boolean;
  isPast: boolean;
}) {
  if (message.kind === "system" || message.kind === "call") return <EventLine message={message} />;
  const shape = message.kind === "note" ? "note" : message.direction === "in" ? "from-customer" : "from-us";
  return (
    <article
      className={`message ${shape} kind-${message.kind}${follows ? " follows" : ""}`}
      data-seq={message.seq}
    >
      {!follows && <Heading message={message} />}
      <div className="bubble">
        <Body message={message} />
        {message.attachments.length > 0 && (
          <AttachmentTiles attachments={message.attachments} kind={message.kind} />
        )}
      </div>
      {message.delivery && (
        <div className="message-foot">
          <DeliveryMark delivery={message.delivery} />
          {!isPast && hasFailed(message) && <SendAgain message={message} interaction={interaction} />}
        </div>
      )}
    </article>
  );
}

const hasFailed = (message: Message): boolean =>
  message.delivery !== null &&
  ["failed", "undelivered", "expired", "cancelled"].includes(message.delivery.state);

function Heading({ message }: { message: Message }) {
  const { t, locale } = useLanguage();
  const me = useMyAgent();
  const { author, kind } = message;
  const mine = author.type === "agent" && author.id !== null && author.id === me?.id;
  const name = mine ? t("message.you") : author.name || t(`author.${author.type}`);
  return (
    <header className="message-head">
      {kind === "note" && <IconLock size={13} aria-hidden />}
      {author.type === "system" && <IconRobot size={13} aria-hidden />}
      {author.type === "campaign" && <IconSpeakerphone size={13} aria-hidden />}
      <span className="author">
        {kind === "note" ? (mine ? t("message.myNote") : t("message.noteBy", { name })) : name}
      </span>
      {kind === "voicemail" && <span>{t("state.voicemail")}</span>}
      {kind === "recording" && <span>{t("message.recording")}</span>}
      <time dateTime={message.created_at} title={fullTime(message.created_at, locale)}>
        {timeOfDay(message.created_at, locale)}
      </time>
    </header>
  );
}

function Body({ message }: { message: Message }): ReactNode {
  const subject = message.kind === "email" && message.subject && (
    <div className="mail-subject">{message.subject}</div>
  );
  if (message.html_url) {
    return (
      <>
        {subject}
        <MailFrame message={message} />
      </>
    );
  }
  if (message.kind !== "email") return message.text && <p className="message-text">{message.text}</p>;
  return (
    <>
      {subject}
      <PlainMail text={message.text} />
    </>
  );
}

function PlainMail({ text }: { text: string }) {
  const { t } = useLanguage();
  const { own, quoted } = splitQuoted(text);
  return (
    <>
      <p className="message-text">{own}</p>
      {quoted && (
        <details className="quoted">
          <summary>{t("message.quoted")}</summary>
          <p className="message-text">{quoted}</p>
        </details>
      )}
    </>
  );
}

function EventLine({ message }: { message: Message }) {
  const { t, locale } = useLanguage();
  const call = t(message.direction === "out" ? "timeline.callOut" : "timeline.callIn");
  return (
    <div className={`event-line kind-${message.kind}`}>
      <span>{message.text || (message.kind === "call" ? call : "")}</span>
      <time dateTime={message.created_at}>{timeOfDay(message.created_at, locale)}</time>
    </div>
  );
}

/** Sends the same words once more, as a message of its own: the failed one stays in the log. */
function SendAgain({ message, interaction }: { message: Message; interaction: Interaction }) {
  const { t } = useLanguage();
  const { outbox } = useLive();
  const again = () =>
    outbox.send({
      cid: newKey(),
      interaction_id: interaction.id,
      kind: "reply",
      text: message.text,
      ...(message.subject ? { subject: message.subject } : {}),
      attachments: message.attachments,
      at: new Date().toISOString(),
    });
  return (
    <Button
      size="compact-xs"
      variant="light"
      color="red"
      leftSection={<IconRefresh size={12} />}
      onClick={again}
    >
      {t("message.sendAgain")}
    </Button>
  );
}

/** What was sent here but is not yet with the hub. */
export function OutgoingMessage({ entry }: { entry: Outgoing }) {
  const { t, locale } = useLanguage();
  const { outbox, connection } = useLive();
  const state = entry.state === "failed" ? "failed" : connection === "online" ? "sending" : "waiting";
  return (
    <article className={`message ${entry.kind === "note" ? "note" : "from-us"} outgoing`}>
      <header className="message-head">
        {entry.kind === "note" && <IconLock size={13} aria-hidden />}
        <span className="author">{entry.kind === "note" ? t("message.myNote") : t("message.you")}</span>
        <time dateTime={entry.at}>{timeOfDay(entry.at, locale)}</time>
      </header>
      <div className="bubble">
        {entry.subject && <div className="mail-subject">{entry.subject}</div>}
        {entry.text && <p className="message-text">{entry.text}</p>}
        {entry.attachments.length > 0 && <AttachmentTiles attachments={entry.attachments} kind="text" />}
      </div>
      <div className="message-foot">
        <DeliveryMark
          delivery={{ state: state === "failed" ? "failed" : "sending", error_class: null, error_code: null }}
          detail={
            state === "failed" ? entry.error : state === "waiting" ? t("delivery.waitsForNetwork") : undefined
          }
        />
        {entry.state === "failed" && (
          <Group gap={4}>
            <Button
              size="compact-xs"
              variant="light"
              color="red"
              leftSection={<IconRefresh size={12} />}
              onClick={() => outbox.retry(entry.cid)}
            >
              {t("common.tryAgain")}
            </Button>
            <Button
              size="compact-xs"
              variant="subtle"
              color="gray"
              className="quiet-button"
              leftSection={<IconTrash size={12} />}
              onClick={() => outbox.discard(entry.cid)}
            >
              {t("message.discard")}
            </Button>
          </Group>
        )}
      </div>
      {entry.state === "failed" && <Text className="sr-only">{entry.error}</Text>}
    </article>
  );
}
