// The composer: text, attachments and sending, safe with input methods and kept as a draft.
import type { ChatClient } from "./client";
import { h, icon } from "./dom";
import { problemWith, upload } from "./files";
import type { Answers, Attachment } from "./frames";
import { settings } from "./settings";
import type { Store } from "./store";
import * as texts from "texts";

export const CLIP = "M15 7l-6 6a2 2 0 0 0 3 3l6-6a4 4 0 0 0-6-6l-6 6a6 6 0 0 0 9 9l6-6";

export function createComposer(client: ChatClient, store: Store, answers: () => Answers | undefined) {
  const pieces = new Map<HTMLElement, Attachment | null>();
  const named = (label: string) => ({ "aria-label": label, title: label, type: "button" });
  const text = h("textarea", {
    rows: 1,
    maxLength: settings.max_text,
    placeholder: texts.write,
    "aria-label": texts.write,
    enterKeyHint: "send",
    dir: "auto",
    oninput: edited,
    onkeydown: keyed,
    onpaste: pasted,
  });
  // A string would become the attribute, which a textarea does not show.
  text.value = store.get("draft") ?? "";
  const picker = h("input", {
    type: "file",
    multiple: true,
    hidden: true,
    accept: settings.upload?.types.join() ?? "",
    onchange: picked,
  });
  const attach = h(
    "button",
    { ...named(texts.attach), class: "icon", onclick: () => picker.click() },
    icon(CLIP),
  );
  const go = h(
    "button",
    { ...named(texts.send), class: "icon go", onclick: send },
    icon("M12 19V5M6 11l6-6 6 6"),
  );
  const problem = h("p", { class: "problem", role: "alert" });
  const chips = h("div", { class: "chips" });
  const element = h(
    "div",
    { class: "compose" },
    problem,
    chips,
    h("div", { class: "box" }, attach, text, go),
    picker,
  );

  function render() {
    attach.hidden = !settings.upload;
    attach.disabled = client.connection !== "online";
    go.disabled = !sendable();
    text.style.height = "";
    text.style.height = `${text.scrollHeight}px`;
  }

  function edited() {
    problem.textContent = "";
    store.set("draft", text.value || null);
    if (text.value) client.typing();
    render();
  }

  function keyed(event: KeyboardEvent) {
    // 229 is what Safari reports for the Enter that ends an input method's composition.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    send();
  }

  function pasted(event: ClipboardEvent) {
    const { files } = event.clipboardData!;
    if (!files.length || attach.disabled || !settings.upload) return;
    event.preventDefault();
    add(files);
  }

  function picked() {
    add(picker.files!);
    picker.value = "";
  }

  function sendable() {
    const loaded = [...pieces.values()];
    return loaded.every(Boolean) && !!(text.value.trim() || loaded.length);
  }

  function send() {
    if (!sendable()) return;
    const words = text.value.trim();
    const attachments = [...pieces.values()] as Attachment[];
    pieces.clear();
    chips.replaceChildren();
    text.value = "";
    edited();
    client.send(words, attachments, answers());
    text.focus();
  }

  function add(files: FileList) {
    problem.textContent = "";
    for (const file of files) {
      const trouble = problemWith(file);
      if (trouble) problem.textContent = trouble;
      else load(file);
    }
  }

  function load(file: File) {
    const bar = h("progress", { value: 0 });
    const drop = h("button", { ...named(texts.remove + file.name), onclick: remove }, "×");
    const chip = h("div", { class: "chip" }, h("span", {}, file.name), bar, drop);
    const share = (part: number) => (bar.value = part);
    const cancel = upload(file, client.token!, share, (attachment) => {
      bar.remove();
      if (pieces.has(chip) && !attachment) problem.textContent = file.name + texts.uploadFailed;
      if (!attachment) return remove();
      if (pieces.has(chip)) pieces.set(chip, attachment);
      render();
    });

    function remove() {
      pieces.delete(chip);
      chip.remove();
      cancel();
      render();
    }

    pieces.set(chip, null);
    chips.append(chip);
    render();
  }

  return { element, render, focus: () => text.focus() };
}
