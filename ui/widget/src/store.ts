// What a visitor's browser keeps between visits: the token, the reading mark, the draft, and every unsent message.
import type { Answers, Attachment } from "./frames";

export interface Unsent {
  cid: string;
  text: string;
  attachments: Attachment[];
  answers?: Answers;
  at: string;
  failed?: string;
}

export type Store = ReturnType<typeof createStore>;

/** Each unsent message has a key of its own, so that two tabs of one visitor never overwrite each other's. */
export function createStore(shelf: Storage, channel: string) {
  const prefix = `hub.chat.${channel}.`;
  const keys = (part: string) => Object.keys(shelf).filter((key) => key.startsWith(prefix + part));

  const store = {
    get: (name: string): string | null => shelf[prefix + name] ?? null,

    set(name: string, value: string | null) {
      try {
        if (value === null) delete shelf[prefix + name];
        else shelf[prefix + name] = value;
      } catch {
        // A full localStorage costs what would survive a reload, never the running conversation.
      }
    },

    keep: (unsent: Unsent) => store.set(`out.${unsent.cid}`, JSON.stringify(unsent)),
    drop: (cid: string) => store.set(`out.${cid}`, null),
    unsent: () =>
      keys("out.")
        .map((key) => JSON.parse(shelf[key]) as Unsent)
        .sort((a, b) => (a.at < b.at ? -1 : 1)),
    clear: () => keys("").forEach((key) => delete shelf[key]),
  };
  return store;
}

/** The browser's localStorage, or memory where it is forbidden (blocked third-party storage throws on access). */
export function browserShelf(): Storage {
  try {
    return localStorage;
  } catch {
    return Object.create(null) as Storage;
  }
}
