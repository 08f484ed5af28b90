/** Serves the hub in memory for `npm run fake`: enough of the API and the socket to work with the desk. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Plugin } from "vite";
import { WebSocketServer } from "ws";
import type { Body } from "./area.ts";
import { HTML } from "./data/index.ts";
import { FakeHub } from "./hub.ts";

const PICTURE = `<svg xmlns="http://www.w3.org/2000/svg" width="240" height="150"><rect width="240" height="150" fill="#dfe4f5"/><rect x="30" y="60" width="80" height="60" fill="#b08d57"/><rect x="125" y="45" width="85" height="75" fill="#c8a165"/></svg>`;

export function fakeHub(): Plugin {
  const hub = new FakeHub();
  const respond = (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    const url = new URL(request.url ?? "/", "http://fake");
    if (!url.pathname.startsWith("/api/v1/")) {
      next();
      return;
    }
    const parts = url.pathname.slice("/api/v1/".length).split("/");
    if (parts[0] === "attachments" && request.method === "GET") {
      send(response, 200, PICTURE, "image/svg+xml");
      return;
    }
    if (parts[2] === "html") {
      send(response, 200, HTML, "text/html");
      return;
    }
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      const body = text.startsWith("{") ? (JSON.parse(text) as Body) : {};
      const [status, answer] = hub.answer({
        method: request.method ?? "GET",
        parts,
        query: url.searchParams,
        body,
      });
      send(response, status, answer === null ? "" : JSON.stringify(answer), "application/json");
    });
  };
  return {
    name: "fake-hub",
    configureServer(server) {
      const sockets = new WebSocketServer({ noServer: true });
      server.httpServer?.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        if (request.url?.startsWith("/ws/desk"))
          sockets.handleUpgrade(request, socket, head, (each) => hub.join(each));
      });
      server.middlewares.use(respond);
    },
    configurePreviewServer(server) {
      server.middlewares.use(respond);
    },
  };
}

function send(response: ServerResponse, status: number, text: string, type: string): void {
  response.writeHead(status, { "Content-Type": type });
  response.end(text);
}
