// The script a foreign page includes: puts the launcher and the hub's chat frame on the page and changes nothing else of it.
import { listen } from "./bridge";
import type { ToFrame, ToHost } from "./bridge";
import { CLOSE, h, icon } from "./dom";

const CHAT = "M7 3h10a3 3 0 0 1 3 3v8a3 3 0 0 1-3 3h-5l-5 4v-4a3 3 0 0 1-3-3V6a3 3 0 0 1 3-3z";

// Constructed sheets and CSSOM are not inline styles, so a page with `style-src 'self'` may carry them.
const STYLE = `
:host{all:initial}
button,dialog{position:fixed;inset:auto 20px 20px auto;z-index:2147483000;padding:0;border:0;color:#fff}
.left{right:auto;left:20px}
button{width:56px;height:56px;border-radius:28px;background:var(--accent);cursor:pointer;box-shadow:0 2px 12px #0004}
button:focus-visible{outline:3px solid var(--accent);outline-offset:3px}
svg{width:28px;fill:none;stroke:#fff;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round;display:block;margin:auto}
span{position:absolute;top:-3px;right:-3px;min-width:20px;border-radius:10px;background:#e03131;font:600 12px/20px system-ui}
dialog{margin:0;width:384px;height:min(640px,100dvh - 108px);bottom:88px;border-radius:16px;overflow:hidden;background:none;
box-shadow:0 0 0 1px #0002,0 12px 40px #0003}
iframe{width:100%;height:100%;border:0;display:block;color-scheme:normal}
dialog:modal{inset:0;width:100%;height:100dvh;max-width:none;max-height:none;border-radius:0}
[hidden]{display:none}
@media print{button,dialog{display:none}}`;

function load(script: HTMLScriptElement) {
  const source = new URL(script.src);
  const { channel = "", language = "", theme = "", position = "" } = script.dataset;
  const phone = matchMedia("(max-width:480px),(max-height:420px)");
  const badge = h("span", { hidden: true });
  const launcher = h("button", { hidden: true, onclick: () => show(!dialog.open), class: position });
  const frame = h("iframe", { allow: "clipboard-write" });
  const dialog = h("dialog", { class: position, onclose: () => shown() }, frame);
  const root = h("div", {});
  const sheet = new CSSStyleSheet();
  const tell = (message: ToFrame) => frame.contentWindow?.postMessage(message, source.origin);
  let identity = script.dataset.identity;

  /** A modal dialog keeps the focus inside and the page beneath out of reach, which is what a phone needs. */
  const show = (open: boolean) => {
    if (!open) return dialog.close();
    if (dialog.open) return;
    if (phone.matches) dialog.showModal();
    else dialog.show();
    shown();
    frame.focus();
  };

  const shown = () => {
    launcher.ariaExpanded = String(dialog.open);
    launcher.replaceChildren(icon(dialog.open ? CLOSE : CHAT), badge);
    tell({ hub: "shown", open: dialog.open, identity });
  };

  const heard = (message: ToHost) => {
    if (message.hub === "close") dialog.close();
    if (message.hub === "ready") {
      launcher.style.setProperty("--accent", message.accent);
      launcher.hidden = false;
      frame.title = launcher.ariaLabel = message.label;
      shown();
    }
    if (message.hub === "unread") {
      badge.hidden = !message.count;
      badge.textContent = String(message.count);
      launcher.ariaLabel = message.label;
    }
  };

  phone.onchange = () => {
    if (!dialog.open) return;
    dialog.close();
    show(true);
  };
  listen<ToHost>(() => frame.contentWindow, source.origin, heard);
  sheet.replaceSync(STYLE);
  const shadow = root.attachShadow({ mode: "open" });
  shadow.adoptedStyleSheets = [sheet];
  shadow.append(dialog, launcher);
  const query = new URLSearchParams({ channel, language, theme, origin: location.origin });
  frame.src = `${new URL("frame", source).href}?${query}`;
  document.body.append(root);

  return {
    open: () => show(true),
    close: () => dialog.close(),
    identify: (jwt: string) => tell({ hub: "identify", identity: (identity = jwt) }),
    reset: () => {
      identity = undefined;
      tell({ hub: "reset" });
    },
  };
}

const script = document.currentScript as HTMLScriptElement;
const start = () => Object.assign(window, { HubChat: load(script) });
// The page's own work comes first: the chat waits until it has loaded.
if (document.readyState === "complete") start();
else addEventListener("load", start);
