/** Keeps what is being written, one draft an interaction and tab, across reloads and crashes. */

export interface Draft {
  text: string;
  subject?: string;
  cc?: string;
  at: number;
}

export type DraftKind = "reply" | "note";
type Store = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

const PREFIX = "hub.draft.";
const KEPT_MS = 30 * 24 * 3600 * 1000;

const name = (interactionId: string, kind: DraftKind): string => `${PREFIX}${interactionId}.${kind}`;

export function loadDraft(store: Store, interactionId: string, kind: DraftKind): Draft | null {
  const text = store.getItem(name(interactionId, kind));
  if (text === null) return null;
  try {
    return JSON.parse(text) as Draft;
  } catch {
    return null;
  }
}

export function saveDraft(store: Store, interactionId: string, kind: DraftKind, draft: Draft): void {
  if (draft.text === "" && !draft.subject && !draft.cc) store.removeItem(name(interactionId, kind));
  else store.setItem(name(interactionId, kind), JSON.stringify(draft));
}

export function dropDraft(store: Store, interactionId: string, kind: DraftKind): void {
  store.removeItem(name(interactionId, kind));
}

/** Forget drafts that nobody touched for a month. */
export function sweepDrafts(store: Store, now: number): void {
  const names = Array.from({ length: store.length }, (_, index) => store.key(index)).filter(
    (each): each is string => each?.startsWith(PREFIX) ?? false,
  );
  for (const each of names) {
    const draft = parse(store.getItem(each));
    if (!draft || draft.at < now - KEPT_MS) store.removeItem(each);
  }
}

function parse(text: string | null): Draft | null {
  try {
    return text === null ? null : (JSON.parse(text) as Draft);
  } catch {
    return null;
  }
}
