// The hub's own chat page inside the frame: wires the protocol client, the panel and the embedding page together.
import { listen } from "./bridge";
import type { ToFrame, ToHost } from "./bridge";
import { createClient } from "./client";
import { createPanel } from "./panel";
import { settings } from "./settings";
import { browserShelf, createStore } from "./store";
import * as texts from "texts";

const { channel, language, accent } = settings;
const store = createStore(browserShelf(), channel);
const hostOrigin = new URLSearchParams(location.search).get("origin");
const embedded = parent !== window;
let open = !embedded;
let told = -1;
let refreshing = false;

const client = createClient({
  channel,
  language,
  page: document.referrer,
  store,
  open: () => new WebSocket(new URL("../ws/chat", location.href).href.replace(/^http/, "ws")),
  changed: refresh,
});
const close = () => tell({ hub: "close" });
const panel = createPanel(client, store, embedded && close);

/** Many frames of one replay make one repaint. */
function refresh() {
  if (refreshing) return;
  refreshing = true;
  queueMicrotask(() => {
    refreshing = false;
    // Read means seen: the panel is open, the tab is visible and the window has the focus.
    if (open && document.hasFocus()) client.read();
    panel.render();
    const count = client.unread();
    if (count === told) return;
    told = count;
    tell({ hub: "unread", count, label: count ? `${texts.open}: ${count}${texts.unread}` : texts.open });
  });
}

function tell(message: ToHost) {
  if (embedded && hostOrigin) parent.postMessage(message, hostOrigin);
}

function heard(message: ToFrame) {
  if (message.hub !== "shown") client.reset();
  if (message.hub !== "reset") client.identity = message.identity;
  if (message.hub === "shown") open = message.open;
  show();
}

function show() {
  // A visitor who never opens the chat costs the hub no socket.
  if (open || client.hasHistory()) client.start();
  if (open) panel.focus();
  refresh();
}

function woken() {
  if (!document.hidden) client.check();
  refresh();
}

for (const name of ["online", "pageshow", "focus", "visibilitychange"]) addEventListener(name, woken, true);
addEventListener("keydown", (event) => event.key === "Escape" && !event.isComposing && close());
listen(() => parent, hostOrigin, heard);
document.documentElement.style.setProperty("--accent", accent);
document.body.append(panel.element);
tell({ hub: "ready", label: texts.open, accent });
show();
