// One line of the conversation as the page shows it: made of what is unsent, or of what the hub sent.
import type { Attachment, MessageFrame } from "./frames";
import type { Unsent } from "./store";

export interface Entry {
  key: string;
  cid?: string;
  conversation?: string;
  seq?: number;
  mine: boolean;
  system: boolean;
  text: string;
  attachments: Attachment[];
  author?: string | undefined;
  at: string;
  state: "sending" | "failed" | "sent";
}

export function follows(placed: Entry, entry: Entry) {
  return !placed.seq || (placed.conversation === entry.conversation && placed.seq > entry.seq!);
}

export function entryOf({ cid, text, attachments, at, failed }: Unsent): Entry {
  return {
    key: cid,
    cid,
    mine: true,
    system: false,
    text,
    attachments,
    at,
    state: failed ? "failed" : "sending",
  };
}

export function entryFrom(
  { conversation, seq, text, attachments, at, author, direction }: MessageFrame,
  key: string,
): Entry {
  const side = {
    mine: direction === "in",
    system: author.type === "system",
    author: author.name ?? undefined,
  };
  return { key, conversation, seq, text, attachments, at, state: "sent", ...side };
}
