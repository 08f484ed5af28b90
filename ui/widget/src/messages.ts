// The message list: one element a message, kept while it lives, so that nothing flickers and screen readers hear only what is new.
import type { ChatClient } from "./client";
import type { Entry } from "./entries";
import { CLIP } from "./composer";
import { h, icon, linked } from "./dom";
import { readableSize } from "./files";
import type { Attachment } from "./frames";
import { settings } from "./settings";
import * as texts from "texts";

export function createList(client: ChatClient) {
  const rows = new Map<string, HTMLElement & { look?: string }>();
  const log = h("div", { role: "log", "aria-label": texts.messages });
  const dots = h("div", { class: "dots", role: "img" }, h("i", {}), h("i", {}), h("i", {}));
  const note = h("p", { class: "note", role: "status" });
  const hello = settings.greeting && h("div", { class: "bubble" }, settings.greeting);
  const element = h("div", { class: "scroll", tabIndex: 0 }, hello, log, dots, note);

  function render(notice: string) {
    const { entries, agent, agentTyping } = client;
    const last = entries.at(-1);
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < 60;
    const follow = atEnd || (last?.mine && !rows.has(last.key));
    const wanted = new Map(
      entries.map((entry, index) => [entry.key, row(entry, entries[index - 1], fateOf(entry))]),
    );
    for (const [key, element] of rows) if (!wanted.has(key)) (element.remove(), rows.delete(key));
    let place = log.firstElementChild;
    for (const element of wanted.values()) {
      if (element === place) place = place.nextElementSibling;
      else log.insertBefore(element, place);
    }
    dots.hidden = !agentTyping;
    dots.ariaLabel = (agent ?? texts.someone) + texts.typing;
    if (note.textContent !== notice) note.textContent = notice;
    if (follow) element.scrollTop = element.scrollHeight;
  }

  /** Only the last message that is sent, and the last that is read, say so; each that is not sent does. */
  function fateOf(entry: Entry) {
    const { entries, conversation, readByAgent } = client;
    const read = (one: Entry) => one.conversation === conversation && (one.seq ?? Infinity) <= readByAgent;
    const mine = entries.filter(({ mine, state }) => mine && state === "sent");
    if (entry === mine.filter(read).at(-1)) return "read";
    return entry.state !== "sent" || entry === mine.at(-1) ? entry.state : "";
  }

  function row(entry: Entry, before: Entry | undefined, fate: string) {
    const { key, mine, system, author, at } = entry;
    const grouped = before && before.mine === mine && before.author === author && !before.system;
    const element: HTMLElement & { look?: string } = rows.get(key) ?? h("div", {});
    const look = [grouped, fate, at, entry.attachments[0]?.url].join();
    rows.set(key, element);
    if (element.look === look) return element;
    element.look = look;
    element.className = `row ${mine ? "mine" : ""} ${grouped ? "grouped" : ""} ${fate}`;
    element.replaceChildren(
      ...(system ? [h("p", { class: "note" }, entry.text)] : parts(entry, grouped, fate)),
    );
    return element;
  }

  function parts(
    { cid, mine, author, text, attachments, at }: Entry,
    grouped: boolean | undefined,
    fate: string,
  ) {
    const time = new Date(at).toLocaleTimeString(settings.language, { hour: "2-digit", minute: "2-digit" });
    const words = {
      sending: texts.sending,
      sent: `✓ ${texts.sent} · ${time}`,
      read: `✓✓ ${texts.read} · ${time}`,
    };
    const act = (label: string, onclick: () => void) => h("button", { onclick }, label);
    return [
      h("span", { class: mine || grouped ? "heard" : "who" }, mine ? texts.you : (author ?? texts.someone)),
      ...(text ? [h("div", { class: "bubble", title: time, dir: "auto" }, ...(linked(text) as Node[]))] : []),
      ...attachments.map(tile),
      fate === "failed"
        ? h(
            "span",
            { class: "fate problem" },
            texts.failed,
            act(texts.retry, () => client.retry(cid!)),
            act(texts.discard, () => client.discard(cid!)),
          )
        : h("span", { class: "fate", hidden: !mine || !fate }, words[fate as keyof typeof words]),
    ];
  }

  return { element, render };
}

function tile({ name, type, size, url }: Attachment) {
  const content =
    /^image/.test(type) && url
      ? [h("img", { src: url, alt: name })]
      : [icon(CLIP), `${name} · ${readableSize(size)}`];
  return h("a", { class: "file", target: "_blank", rel: "noopener", ...(url && { href: url }) }, ...content);
}
