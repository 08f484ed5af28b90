// The questions before a chat, and the mail address that is asked for when nobody is there.
import type { Answers } from "./frames";
import { h } from "./dom";
import { settings } from "./settings";
import type { Question } from "./settings";
import type { Store } from "./store";
import * as texts from "texts";

const EMAIL: Question = { key: "email", kind: "email", required: true };

export function createQuestions(store: Store, done: () => void) {
  const element = h("form", { class: "ask", hidden: true, onsubmit: submit });
  const answers = JSON.parse(store.get("answers") ?? "{}") as Answers;
  let untold: Answers | undefined = { ...answers };
  let asked = "";

  /** The configured questions before the first message; when nobody is there a mail address is always among them. */
  function ask(first: boolean, away: boolean) {
    const configured = first ? settings.questions.filter(({ kind }) => !away || kind !== "email") : [];
    const open = [...configured, ...(away ? [EMAIL] : [])].filter(({ key, required }) =>
      required ? !answers[key] : !(key in answers),
    );
    const asking = `${away} ${open.map(({ key }) => key)}`;
    element.hidden = !open.length;
    if (asking !== asked) element.replaceChildren(...form(open, away));
    asked = asking;
    return !element.hidden;
  }

  function submit(event: Event) {
    event.preventDefault();
    for (const [key, value] of new FormData(element)) answers[key] = (value as string).trim();
    untold = { ...answers };
    store.set("answers", JSON.stringify(answers));
    done();
  }

  return {
    element,
    ask,
    email: () => answers.email,
    focus: () => element.querySelector<HTMLElement>("input,select")?.focus(),

    /** What the hub has not been told yet; it travels with the next message, so that the hub can decide where that goes. */
    untold() {
      const told = untold;
      untold = undefined;
      return told;
    },
  };
}

function form(questions: Question[], away: boolean) {
  const { privacy_url: href } = settings;
  return [
    h("p", {}, away ? texts.offlineAsk : texts.prechat),
    ...questions.map(field),
    h("button", { class: "go" }, texts.begin),
    ...(href ? [h("a", { href, target: "_blank", rel: "noopener" }, new URL(href).host)] : []),
  ];
}

function field({ key, kind, required, label, options = [] }: Question) {
  const known: Answers = { name: texts.name, email: texts.email, topic: texts.topic };
  const choices = [{ value: "", label: texts.choose }, ...options].map((option) =>
    h("option", { value: option.value }, option.label),
  );
  const input =
    kind === "choice"
      ? h("select", { name: key, required }, ...choices)
      : h("input", { name: key, type: kind, required, maxLength: 200, autocomplete: key });
  return h("label", {}, (label ?? known[key] ?? key) + (required ? "" : texts.optional), input);
}
