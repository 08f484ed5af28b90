// The chat protocol's frames as both sides send them (docs/channels/webchat.md describes each).

export interface Attachment {
  id: string;
  name: string;
  type: string;
  size: number;
  url?: string;
}

export type Answers = Record<string, string>;

export type ClientFrame =
  | {
      type: "hello";
      channel: string;
      token: string | null;
      resume: number;
      conversation: string | null;
      identity: string | undefined;
      language: string;
      page: string | undefined;
    }
  | { type: "message"; cid: string; text: string; attachments: string[]; answers?: Answers }
  | { type: "typing"; on: boolean }
  | { type: "read" | "delivered"; seq: number; conversation: string }
  | { type: "ping" };

export interface Author {
  type: "customer" | "agent" | "system" | "campaign";
  name?: string | null;
}

export type Status = "online" | "offline";

export interface Told {
  status: Status;
  agent?: string | null;
  ended?: boolean;
}

export interface Welcome extends Told {
  type: "welcome";
  token: string;
  conversation: string | null;
  seq: number;
}

export interface MessageFrame {
  type: "message";
  conversation: string;
  seq: number;
  id: string;
  at: string;
  direction: "in" | "out";
  kind?: string;
  text: string;
  author: Author;
  attachments: Attachment[];
  cid?: string | null;
}

export type ServerFrame =
  | Welcome
  | MessageFrame
  | { type: "ack"; cid: string; seq: number; id: string; at: string; conversation: string }
  | ({ type: "status" } & Told)
  | { type: "typing"; on: boolean }
  | { type: "read"; seq: number; conversation: string }
  | { type: "slow_down"; retry_after: number; cid?: string | null }
  | { type: "error"; code: string; message: string; cid?: string | null }
  | { type: "pong" };

/** Reads one frame; anything that is no JSON object with a type is dropped, so a newer hub cannot break an older widget. */
export function readFrame(data: unknown): ServerFrame | null {
  if (typeof data !== "string") return null;
  try {
    const frame = JSON.parse(data) as { type?: unknown } | null;
    return frame && typeof frame.type === "string" ? (frame as ServerFrame) : null;
  } catch {
    return null;
  }
}
