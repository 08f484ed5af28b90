/** The hub in memory: its areas answer, its sockets hear of every change. */
import type { WebSocket } from "ws";
import type { Offer } from "../src/api/types.ts";
import type { Answer, Area, Asked, Host } from "./area.ts";
import { admin } from "./areas/admin.ts";
import { customers } from "./areas/customers.ts";
import { explain } from "./areas/explain.ts";
import { interactions } from "./areas/interactions.ts";
import { knowledge } from "./areas/knowledge.ts";
import { live } from "./areas/live.ts";
import { offers } from "./areas/offers.ts";
import { records } from "./areas/records.ts";
import { routing } from "./areas/routing.ts";
import { service } from "./areas/service.ts";
import { session } from "./areas/session.ts";
import { value } from "./areas/value.ts";

/** The first that knows a path answers: who answers below others' paths (explanations, classes) comes first. */
const AREAS: Area[] = [
  explain,
  value,
  records,
  service,
  knowledge,
  session,
  customers,
  interactions,
  offers,
  live,
  routing,
  admin,
];

export class FakeHub implements Host {
  private readonly sockets = new Set<WebSocket>();
  private serial = 1000;
  seq = 100;
  offers: Offer[] = [];

  join(socket: WebSocket): void {
    this.sockets.add(socket);
    socket.on("close", () => this.sockets.delete(socket));
    socket.send(JSON.stringify({ type: "hello", seq: this.seq }));
  }

  emit(event: string, subject: unknown): void {
    this.seq += 1;
    const at = new Date().toISOString();
    const frame = JSON.stringify({ type: "event", seq: this.seq, event, at, data: subject });
    for (const socket of this.sockets) socket.send(frame);
  }

  id(prefix: string): string {
    this.serial += 1;
    return `${prefix}${this.serial}`;
  }

  answer(asked: Asked): Answer {
    for (const area of AREAS) {
      const answer = area(asked, this);
      if (answer) return answer;
    }
    return [200, asked.method === "GET" ? { items: [], next: null } : {}];
  }
}
