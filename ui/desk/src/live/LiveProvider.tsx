/** Keeps the desk current: owns the socket, the outbox and what is only said in passing (typing, announcements). */
import { useQueryClient } from "@tanstack/react-query";
import {
  createContext,
  use,
  useCallback,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from "react";
import { get, post } from "../api/client.ts";
import type { Customer, Desk, HubEvent, Interaction, Message, Offer } from "../api/types.ts";
import { announce } from "../parts/announce.ts";
import { useLanguage, type Translate } from "../i18n/index.ts";
import { showPopped, showReminder, showTaken } from "../parts/notices.tsx";
import type { Task } from "../api/service.ts";
import { isLoud } from "./ring.ts";
import { applyEvent, applyMessage, keys } from "./cache.ts";
import { Outbox, type Outgoing } from "./outbox.ts";
import { useMe } from "./queries.ts";
import { DeskSocket, type Connection } from "./socket.ts";

interface Live {
  connection: Connection;
  outbox: Outbox;
  typing: ReadonlySet<string>;
  /** Add to the browser's clock to get the hub's. */
  offsetMs: number;
  retryNow: () => void;
  shown: (offerId: string) => void;
}

const LiveContext = createContext<Live | null>(null);
const TYPING_SHOWN_MS = 8000;

export function useLive(): Live {
  const live = use(LiveContext);
  if (!live) throw new Error("useLive outside LiveProvider");
  return live;
}

export function useOutbox(): readonly Outgoing[] {
  const { outbox } = useLive();
  return useSyncExternalStore(outbox.subscribe, outbox.list);
}

export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const me = useMe();
  const { t } = useLanguage();
  const [connection, setConnection] = useState<Connection>("connecting");
  const [typing, setTyping] = useState<ReadonlySet<string>>(new Set());
  const [socket, setSocket] = useState<DeskSocket | null>(null);
  const [offsetMs] = useState(() => offsetOf(client.getQueryData<Desk>(keys.desk)));

  const outbox = useMemo(
    () =>
      new Outbox(
        {
          store: localStorage,
          post: (entry) =>
            post<Message>(`/interactions/${entry.interaction_id}/messages`, bodyOf(entry), entry.cid),
          onSent: (_, message) => applyMessage(client, message),
          later,
        },
        me.id,
      ),
    [client, me.id],
  );

  useEffect(() => {
    const timers = new Map<string, () => void>();
    const mark = (id: string, on: boolean) =>
      setTyping((old) =>
        on === old.has(id) ? old : new Set(on ? [...old, id] : [...old].filter((each) => each !== id)),
      );
    const onTyping = ({ interaction_id: id, on }: { interaction_id: string; on: boolean }) => {
      timers.get(id)?.();
      mark(id, on);
      if (on)
        timers.set(
          id,
          later(() => mark(id, false), TYPING_SHOWN_MS),
        );
    };
    const start = (seq: number): DeskSocket => {
      const link = new DeskSocket(seq, {
        onEvent: (event) => {
          applyEvent(client, event);
          acknowledge(link, client.getQueryData<Desk>(keys.desk), event);
          speak(event, t, client.getQueryData<Desk>(keys.desk));
        },
        onReload: () => void reload(link),
        onTyping,
        onState: (state) => {
          setConnection(state);
          if (state === "online") outbox.pump();
        },
      });
      link.start();
      for (const offer of client.getQueryData<Desk>(keys.desk)?.offers ?? []) link.shown(offer.id);
      setSocket(link);
      current = link;
      return link;
    };
    const reload = async (old: DeskSocket) => {
      old.stop();
      const desk = await freshDesk(client);
      if (current !== old) return;
      await client.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] !== "desk" && queryKey[0] !== "session",
      });
      start(desk.seq);
    };
    let current: DeskSocket | null = null;
    start(client.getQueryData<Desk>(keys.desk)?.seq ?? 0);
    const back = () => current?.retryNow();
    // The browser notices a cut long before a silent socket does.
    const away = () => setConnection("offline");
    addEventListener("online", back);
    addEventListener("offline", away);
    return () => {
      removeEventListener("online", back);
      removeEventListener("offline", away);
      const link = current;
      current = null;
      link?.stop();
    };
  }, [client, outbox, t]);

  const retryNow = useCallback(() => {
    socket?.retryNow();
    outbox.pump();
  }, [outbox, socket]);
  const shown = useCallback((offerId: string) => socket?.shown(offerId), [socket]);
  const live = useMemo(
    () => ({ connection, outbox, typing, offsetMs, retryNow, shown }),
    [connection, outbox, typing, offsetMs, retryNow, shown],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
}

/** Fetch the snapshot again, however long the network stays away. */
async function freshDesk(client: ReturnType<typeof useQueryClient>): Promise<Desk> {
  for (let delay = 1000; ; delay = Math.min(delay * 2, 15_000)) {
    try {
      return await client.query({
        queryKey: keys.desk,
        queryFn: () => get<Desk>("/desk"),
        staleTime: 0,
      });
    } catch {
      await new Promise<void>((resolve) => void later(resolve, delay));
    }
  }
}

function bodyOf(entry: Outgoing): object {
  return {
    kind: entry.kind,
    text: entry.text,
    ...(entry.subject ? { subject: entry.subject } : {}),
    ...(entry.cc?.length ? { cc: entry.cc } : {}),
    attachments: entry.attachments.map((each) => each.id),
    cid: entry.cid,
  };
}

function later(task: () => void, delayMs: number): () => void {
  const timer = setTimeout(task, delayMs);
  return () => clearTimeout(timer);
}

const offsetOf = (desk: Desk | undefined): number => (desk ? Date.parse(desk.now) - Date.now() : 0);

/** Say that an offer has arrived, whichever page is open: one that reaches no desk goes to somebody else. */
function acknowledge(link: DeskSocket, desk: Desk | undefined, event: HubEvent): void {
  if (event.event !== "offer.created") return;
  const offer = event.data as Offer;
  if (desk?.agent && offer.agent_id === desk.agent.id) link.shown(offer.id);
}

/** Tell screen readers what sighted agents see arrive. */
function speak(event: HubEvent, t: Translate, desk: Desk | undefined): void {
  if (event.event === "offer.created") {
    const offer = event.data as Offer;
    if (offer.agent_id !== desk?.agent?.id) return;
    announce(
      t("offer.announce", {
        customer: offer.customer?.name ?? offer.interaction.address,
        queue: offer.why?.queue ?? "",
      }),
    );
  }
  if (event.event === "offer.updated") sayTaken(event.data as Offer, t, desk);
  if (event.event === "message.created") {
    const message = event.data as Message;
    const mine = desk?.interactions.some((each) => each.id === message.interaction_id);
    if (mine && message.direction === "in")
      announce(t("message.announce", { name: message.author.name, text: message.text }));
  }
  if (event.event === "task.updated") remind(event.data as Task, t, desk);
  if (event.event === "call.popped") {
    const { interaction, customer } = event.data as { interaction: Interaction; customer?: Customer | null };
    showPopped(t, interaction, customer?.name ?? interaction.customer_name ?? "");
  }
}

/** A task whose time has come: told once, by the tab that may make itself heard. */
function remind(task: Task, t: Translate, desk: Desk | undefined): void {
  if (!task.reminds || !isLoud() || task.owner_agent_id !== desk?.agent?.id) return;
  announce(`${t("task.reminder")}: ${task.title}`);
  showReminder(t, task);
}

/** Work of a kind that the queue accepts for its agents comes without a click, so it must not come unseen. */
function sayTaken(offer: Offer, t: Translate, desk: Desk | undefined): void {
  const { interaction } = offer;
  const queue = desk?.queues.find((each) => each.id === interaction.queue_id);
  const isByItself = queue?.auto_accept?.includes(interaction.kind) ?? false;
  if (offer.state !== "accepted" || offer.agent_id !== desk?.agent?.id || !isByItself) return;
  const name = offer.customer?.name ?? interaction.customer_name ?? "";
  announce(t("offer.taken", { name: name || interaction.address }));
  showTaken(t, interaction, name);
}
