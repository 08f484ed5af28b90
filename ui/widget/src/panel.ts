// The chat panel: header, conversation, questions and composer, drawn from the client's state.
import type { ChatClient } from "./client";
import { createComposer } from "./composer";
import { CLOSE, h, icon } from "./dom";
import { createList } from "./messages";
import { createQuestions } from "./questions";
import { settings } from "./settings";
import type { Store } from "./store";
import * as texts from "texts";

export function createPanel(client: ChatClient, store: Store, close: false | (() => void)) {
  const line = h("p", {});
  const bar = h("p", { class: "bar", role: "status" });
  const list = createList(client);
  const questions = createQuestions(store, () => {
    render();
    composer.focus();
  });
  const composer = createComposer(client, store, questions.untold);
  const shut =
    close && h("button", { class: "icon", "aria-label": texts.close, onclick: close }, icon(CLOSE));
  const head = h("header", {}, h("div", {}, h("h1", {}, settings.title), line), shut);
  const element = h("main", {}, head, bar, list.element, questions.element, composer.element);

  function render() {
    const { agent, connection, status, entries } = client;
    const away = status === "offline";
    const asking = questions.ask(!entries.length, away);
    line.textContent = agent ? texts.agent + agent : away ? texts.offline : texts.online;
    line.className = away ? "line away" : "line";
    bar.textContent = connection === "refused" ? texts.refused : texts.reconnecting;
    bar.hidden = !/refused|waiting/.test(connection);
    composer.element.hidden = asking || connection === "refused";
    list.render(
      client.ended ? texts.ended : away && questions.email() ? texts.offlineKept + questions.email() : "",
    );
    composer.render();
  }

  return { element, render, focus: () => (questions.element.hidden ? composer : questions).focus() };
}
