/** The customer's whole history in one scroll: earlier contacts fold to a line each, the current one is at the end. */
import { Button, Text } from "@mantine/core";
import { IconArrowDown } from "@tabler/icons-react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Interaction } from "../api/types.ts";
import { useLanguage } from "../i18n/index.ts";
import { useActions } from "../live/actions.ts";
import { useLive, useOutbox } from "../live/LiveProvider.tsx";
import { useMessages, useTimeline } from "../live/queries.ts";
import { Rows } from "../pages/ShellSkeleton.tsx";
import { EarlierContact } from "./EarlierContact.tsx";
import { Messages, OutgoingMessage } from "./Messages.tsx";

/** How near to the end still counts as reading the end. */
const NEAR_PX = 80;

export function History({ interaction, mine }: { interaction: Interaction; mine: boolean }) {
  const { t } = useLanguage();
  const { data: messages, isPending, isError, refetch } = useMessages(interaction.id);
  const arrived = new Set(messages?.map((each) => each.cid));
  const outgoing = useOutbox().filter(
    (each) => each.interaction_id === interaction.id && !arrived.has(each.cid),
  );
  const typing = useLive().typing.has(interaction.id);
  const end = `${messages?.at(-1)?.id ?? ""}.${messages?.at(-1)?.delivery?.state ?? ""}.${outgoing.length}.${typing}`;
  const { box, isAway, toEnd } = useStickyEnd(end, isPending);
  useReading(interaction, messages?.at(-1)?.seq ?? 0, mine);
  return (
    <div
      className="history"
      ref={box}
      role="log"
      aria-label={t("conversation.history")}
      aria-live="off"
      tabIndex={0}
    >
      <div className="history-inner">
        <Earlier interaction={interaction} />
        {isPending && <Rows count={4} height={52} />}
        {isError && (
          <div className="history-problem">
            <Text size="sm">{t("conversation.unloaded")}</Text>
            <Button variant="default" onClick={() => void refetch()}>
              {t("common.tryAgain")}
            </Button>
          </div>
        )}
        {messages && <Messages messages={messages} interaction={interaction} />}
        {outgoing.map((each) => (
          <OutgoingMessage key={each.cid} entry={each} />
        ))}
        {typing && (
          <div className="typing-dots" role="status" aria-label={t("work.typing")}>
            <i />
            <i />
            <i />
          </div>
        )}
      </div>
      {isAway && (
        <Button className="to-end" radius="xl" leftSection={<IconArrowDown size={14} />} onClick={toEnd}>
          {t("conversation.toEnd")}
        </Button>
      )}
    </div>
  );
}

function Earlier({ interaction }: { interaction: Interaction }) {
  const { t } = useLanguage();
  const { items, more, isFetchingMore } = useTimeline(interaction.customer_id);
  const entries = items.filter((entry) => entry.interaction.id !== interaction.id).toReversed();
  return (
    <>
      {more && (
        <Button
          className="load-earlier quiet-button"
          variant="subtle"
          color="gray"
          loading={isFetchingMore}
          onClick={more}
        >
          {t("conversation.earlier")}
        </Button>
      )}
      {entries.map((entry) => (
        <EarlierContact key={entry.interaction.id} entry={entry} />
      ))}
      {entries.length > 0 && (
        <div className="line-across">
          <span>{t("conversation.current")}</span>
        </div>
      )}
    </>
  );
}

/** Stay at the end while reading the end; leave the reader alone who has scrolled up. */
function useStickyEnd(end: string, isPending: boolean) {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [isAway, setAway] = useState(false);
  const toEnd = () => {
    const element = box.current;
    if (element) element.scrollTop = element.scrollHeight;
  };
  useLayoutEffect(() => {
    if (atEnd.current) toEnd();
  }, [end, isPending]);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const follow = new ResizeObserver(() => {
      if (atEnd.current) toEnd();
    });
    const watch = () => {
      atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
      setAway(!atEnd.current);
    };
    if (element.firstElementChild) follow.observe(element.firstElementChild);
    follow.observe(element);
    element.addEventListener("scroll", watch, { passive: true });
    return () => {
      follow.disconnect();
      element.removeEventListener("scroll", watch);
    };
  }, []);
  return { box, isAway, toEnd };
}

/** What is on the screen in front of somebody has been read. */
function useReading(interaction: Interaction, lastSeq: number, mine: boolean): void {
  const { markRead } = useActions();
  const { id, unread } = interaction;
  useEffect(() => {
    if (!mine || unread === 0 || lastSeq === 0) return;
    const read = () => {
      if (document.visibilityState === "visible") markRead(id, lastSeq);
    };
    read();
    document.addEventListener("visibilitychange", read);
    return () => document.removeEventListener("visibilitychange", read);
  }, [id, lastSeq, mine, unread, markRead]);
}
