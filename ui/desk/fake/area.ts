/** What an area of the in-memory hub is: it answers its own paths of the API, and may tell the desk of changes. */
import type { Offer } from "../src/api/types.ts";

export type Body = Record<string, unknown>;

export interface Asked {
  method: string;
  /** The path behind `/api/v1/`: a kind of thing, its id, an action on it. */
  parts: string[];
  query: URLSearchParams;
  body: Body;
}

/** Status and body. */
export type Answer = [number, unknown];

/** What an area may use of the hub around it. */
export interface Host {
  readonly seq: number;
  offers: Offer[];
  emit(event: string, subject: unknown): void;
  id(prefix: string): string;
}

/** Answers what is its own; null for everything else. */
export type Area = (asked: Asked, hub: Host) => Answer | null;

export const page = (items: unknown[]): Answer => [200, { items, next: null }];

export const oneOf = (items: { id: string }[], id: string | undefined, what: string): Answer => {
  const found = items.find((each) => each.id === id);
  return found ? [200, found] : [404, { title: `no such ${what}` }];
};
