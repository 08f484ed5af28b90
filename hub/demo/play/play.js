// The page on which a person plays a customer, and answers the agent's telephone.
import { Handset } from "./handset.js";
import { WORDS } from "./words.js";

const $ = (id) => document.getElementById(id);
const KEYS = [["1", ""], ["2", "ABC"], ["3", "DEF"], ["4", "GHI"], ["5", "JKL"], ["6", "MNO"], ["7", "PQRS"], ["8", "TUV"], ["9", "WXYZ"], ["*", ""], ["0", "+"], ["#", ""]];
const TABS = [["phone", "phone"], ["texts", "text"], ["mail", "mail"], ["shop", "chat"], ["agent", "headset"]];
const CHANNEL_ICONS = { phone: "phone", sms: "text", email: "mail", webchat: "chat" };
const MAIL_MS = 1500;
const FEED_MS = 2500;

const config = await (await fetch("config.json")).json();
let language = localStorage.getItem("language") ?? (navigator.language.startsWith("zh") ? "zh" : "en");
let you = config.you.find((each) => each.key === localStorage.getItem("you")) ?? config.you[0];
let agent = config.agents[0];
let handset, agentHandset, phoneState, agentState, answerTo = null, connectedAt = 0, shownLetters = "", shownTexts = "";
const t = (key) => WORDS[language][key];

// ---------------------------------------------------------------- small things

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `icons.svg#${name}`);
  svg.append(use);
  return svg;
}

let noticeTimer;
function notice(text) {
  clearTimeout(noticeTimer);
  $("notice").hidden = !text;
  $("notice").textContent = text;
  if (text) noticeTimer = setTimeout(() => notice(""), 6000);
}

async function attempt(work) {
  try {
    await work();
  } catch (error) {
    notice(error.message);
  }
}

const clock = (at) => new Date(at).toLocaleTimeString(language === "zh" ? "zh-CN" : "en-US", { hour: "2-digit", minute: "2-digit", hour12: false });

/** Replace a list's entries; a conversation that was at its end stays there. */
function fill(list, entries, empty, { newestFirst = false } = {}) {
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  list.replaceChildren(...(entries.length ? entries : [element("li", { className: "empty", textContent: empty })]));
  if (atEnd && !newestFirst) list.scrollTop = list.scrollHeight;
}

// ---------------------------------------------------------------- the telephone

function stateText(phone) {
  const call = phone.call;
  if (phone.state === "idle") return call && Date.now() - connectedAt < 5000 ? t("ended") : t("idle");
  if (phone.state === "ringing") return call.direction === "in" ? t("incoming") : t("ringing");
  if (phone.state !== "connected") return t("dialing");
  const seconds = Math.max(0, Math.round((Date.now() - connectedAt) / 1000));
  const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return `${call.on_hold ? t("hold") : call.talking ? t("talking") : t("connected")} · ${time}`;
}

/** What was heard and said in the order of time; what one said has no time of its own and follows what was heard then. */
const saidAfter = new Map();
function conversation(call) {
  const key = call.sid;
  const marks = saidAfter.get(key) ?? [];
  while (marks.length < call.said.length) marks.push(call.heard.length);
  saidAfter.set(key, marks);
  const entries = [];
  const say = (position) => call.said.forEach((text, index) => {
    if (marks[index] === position) entries.push(element("li", { className: "mine", textContent: text }));
  });
  let lastSound = "";
  call.heard.forEach((heard, position) => {
    say(position);
    const sound = { music: t("music"), play: t("played"), beep: t("beep") }[heard.sound];
    if (sound && sound === lastSound) return;
    lastSound = sound ?? "";
    if (sound) entries.push(element("li", { className: "sound", textContent: sound }));
    else if (heard.sound === "digits") entries.push(element("li", { className: "sound", textContent: heard.text }));
    else entries.push(element("li", {}, heard.text, ...(heard.sound === "speech" ? [element("small", { textContent: heard.by })] : [])));
  });
  say(call.heard.length);
  return entries;
}

function showPhone(phone) {
  if (phone.state === "connected" && phoneState?.state !== "connected") connectedAt = Date.now();
  if (phone.state === "idle" && phoneState && phoneState.state !== "idle") connectedAt = Date.now();
  phoneState = phone;
  drawPhone();
  drawTexts();
}

function drawPhone() {
  if (!phoneState) return;
  const { state, call } = phoneState;
  const incoming = state === "ringing" && call.direction === "in";
  $("phone-state").textContent = stateText(phoneState);
  $("phone-state").className = `state ${state === "connected" ? "live" : ""} ${incoming ? "rings" : ""}`;
  fill($("phone-talk"), call ? conversation(call) : [], t("phoneEmpty"));
  $("phone-call").hidden = state !== "idle";
  $("phone-answer").hidden = !incoming;
  $("phone-hang").hidden = state === "idle";
  $("phone-say").hidden = state !== "connected";
}

function drawTexts() {
  const texts = phoneState?.texts ?? [];
  const entries = texts.map((text) => element("li", { className: text.outgoing ? "mine" : "" }, text.body,
    ...text.media.map((file) => element("small", {}, element("a", { href: config.carrier + file.url, target: "_blank", textContent: file.content_type }))),
    element("small", { textContent: clock(text.at) })));
  const shown = `${you.key} ${language} ${texts.map((text) => text.sid).join()}`;
  if (shown !== shownTexts) fill($("texts-talk"), entries, t("textsEmpty"));
  shownTexts = shown;
}

// ---------------------------------------------------------------- the agent's telephone

function showAgent(phone) {
  agentState = phone;
  const { state, call } = phone;
  const incoming = state === "ringing";
  const words = { idle: t("agentIdle"), ringing: t("incoming"), dialing: t("dialing"), connected: call?.on_hold ? t("hold") : call?.talking ? t("talking") : t("connected") };
  $("agent-state").textContent = words[state] ?? state;
  $("agent-state").className = `state ${state === "connected" ? "live" : ""} ${incoming ? "rings" : ""}`;
  fill($("agent-talk"), state === "idle" ? [] : conversation(call), t("agentEmpty"));
  $("agent-answer").hidden = !incoming;
  $("agent-one").hidden = state !== "connected" || call.talking || Boolean(call.conference);
  $("agent-say").hidden = state !== "connected" || !call.talking;
  $("agent-hang").hidden = state === "idle";
  $("agent-auto").checked = phone.ring === "press";
}

// ---------------------------------------------------------------- mail

async function readMail() {
  const { items } = await (await fetch(`mail/${you.email}`)).json();
  const shown = `${you.key} ${language} ${items.map((each) => each.id).join()}`;
  if (shown === shownLetters) return;
  shownLetters = shown;
  fill($("letters"), items.map(letter), t("mailEmpty"));
  $("letters").scrollTop = $("letters").scrollHeight;
}

function letter(mail, position, all) {
  const open = position === all.length - 1;
  const details = element("details", { open }, element("summary", {},
    element("b", { textContent: mail.subject || "—" }), element("time", { textContent: clock(mail.at) }),
    element("span", { textContent: mail.outgoing ? `→ ${mail.to}` : mail.from })),
  element("div", { className: "text", textContent: mail.text + mail.files.map((name) => `\n📎 ${name}`).join("") }));
  if (open && !mail.outgoing) answer(mail);
  details.ontoggle = () => !mail.outgoing && details.open && answer(mail);
  return element("li", { className: mail.outgoing ? "out" : "in" }, details);
}

function answer(mail) {
  answerTo = mail;
  $("answering").hidden = !mail;
  const subject = $("mail-send").elements.subject;
  subject.hidden = Boolean(mail);
  subject.required = !mail;
  $("answering").firstElementChild.textContent = mail ? t("answering") + mail.subject : "";
}

async function sendMail(form) {
  const body = { name: you.name, subject: form.elements.subject.value, text: form.elements.text.value, answer: answerTo?.id };
  const sent = await fetch(`mail/${you.email}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  if (!sent.ok) throw new Error((await sent.json()).error);
  form.reset();
  await readMail();
}

// ---------------------------------------------------------------- simulated customers

async function readFeed() {
  const { latest } = await (await fetch("customers.json")).json();
  fill($("feed-list"), latest.slice(0, 40).map((entry) => element("li", {}, icon(CHANNEL_ICONS[entry.channel] ?? "chat"),
    element("span", { textContent: entry.who, title: entry.who }),
    element("span", { className: entry.direction, textContent: (entry.direction === "in" ? "← " : "") + entry.text, title: entry.text }),
    element("time", { textContent: clock(entry.at) }))), t("feedEmpty"), { newestFirst: true });
}

async function keepReading(work, everyMs) {
  try {
    if (!document.hidden) await work();
  } catch {
    // The demo stopped or restarts; the socket's notice tells, and the next round tries again.
  }
  setTimeout(() => keepReading(work, everyMs), everyMs);
}

// ---------------------------------------------------------------- who, which language, which tab

function be(person) {
  you = person;
  localStorage.setItem("you", person.key);
  handset?.close();
  phoneState = undefined;
  handset = new Handset(config.carrier, person.phone, showPhone, (lost) => lost && notice(t("lost")));
  $("phone-number").textContent = person.phone;
  $("texts-number").textContent = config.number;
  $("mail-address").textContent = person.email;
  for (const button of $("you").children) button.ariaChecked = String(button.dataset.key === person.key);
  answer(null);
  openShop();
  attempt(readMail);
}

function openShop() {
  $("shop-page").src = `shop?as=${you.key}&language=${language}`;
}

function watchAgent(login) {
  agent = config.agents.find((each) => each.login === login) ?? agent;
  agentHandset?.close();
  agentHandset = new Handset(config.carrier, agent.phone, showAgent, () => {});
}

function speak(chosen) {
  language = chosen;
  localStorage.setItem("language", chosen);
  document.documentElement.lang = chosen === "zh" ? "zh-CN" : "en";
  document.title = `${t("title")} · Contact Hub`;
  for (const each of document.querySelectorAll("[data-t]")) each.textContent = t(each.dataset.t);
  $("language").textContent = t("other");
  $("you").ariaLabel = t("you");
  for (const form of ["phone-say", "agent-say"]) $(form).elements.text.placeholder = t("sayHint");
  $("texts-send").elements.text.placeholder = t("textHint");
  $("mail-send").elements.subject.placeholder = t("subject");
  $("mail-send").elements.text.placeholder = t("mailHint");
  $("tabs").replaceChildren(...TABS.map(([tab, name]) => {
    const button = element("button", { type: "button", role: "tab" }, icon(name), element("span", { textContent: t(WORDS.en[`${tab}Tab`] ? `${tab}Tab` : tab) }));
    button.dataset.tab = tab;
    button.onclick = () => openTab(tab);
    return button;
  }));
  openTab(document.body.dataset.tab);
  shownLetters = "";
  drawPhone();
  drawTexts();
  if (agentState) showAgent(agentState);
}

function openTab(tab) {
  document.body.dataset.tab = tab;
  for (const button of $("tabs").children) button.ariaSelected = String(button.dataset.tab === tab);
  for (const list of document.querySelectorAll(".talk")) list.scrollTop = list.scrollHeight;
}

function wire() {
  const onSubmit = (id, work) => ($(id).onsubmit = (event) => {
    event.preventDefault();
    const form = event.target;
    attempt(() => work(form));
  });
  const spoken = (phone) => async (form) => {
    const text = form.elements.text.value.trim();
    if (text) await phone().act("say", { text });
    form.reset();
  };
  $("you").replaceChildren(...config.you.map((person) => {
    const button = element("button", { type: "button", role: "radio", textContent: person.name, onclick: () => be(person) });
    button.dataset.key = person.key;
    return button;
  }));
  $("keypad").replaceChildren(...KEYS.map(([key, letters]) => element("button", {
    type: "button", onclick: () => attempt(() => handset.act("press", { keys: key })),
  }, key, element("small", { textContent: letters || " " }))));
  $("phone-call").onclick = () => attempt(() => handset.act("call", { to: config.number }));
  $("phone-answer").onclick = () => attempt(() => handset.act("answer"));
  $("phone-hang").onclick = () => attempt(() => handset.act("hang_up"));
  onSubmit("phone-say", spoken(() => handset));
  onSubmit("texts-send", async (form) => {
    await handset.act("text", { to: config.number, body: form.elements.text.value });
    form.reset();
  });
  onSubmit("mail-send", sendMail);
  $("new-mail").onclick = () => answer(null);
  $("agent-who").replaceChildren(...config.agents.map((each) => element("option", { value: each.login, textContent: each.name })));
  $("agent-who").onchange = (event) => watchAgent(event.target.value);
  $("agent-answer").onclick = () => attempt(() => agentHandset.act("answer"));
  $("agent-one").onclick = () => attempt(() => agentHandset.act("press", { keys: "1" }));
  $("agent-hang").onclick = () => attempt(() => agentHandset.act("hang_up"));
  onSubmit("agent-say", spoken(() => agentHandset));
  $("agent-auto").onchange = (event) => attempt(() => agentHandset.act("set", event.target.checked ? { ring: "press", keys: "1" } : { ring: "manual" }));
  $("language").onclick = () => {
    speak(language === "zh" ? "en" : "zh");
    openShop();
  };
  $("desk").href = config.hub;
}

wire();
speak(language);
be(you);
watchAgent(agent.login);
setInterval(() => phoneState && ($("phone-state").textContent = stateText(phoneState)), 1000);
keepReading(readMail, MAIL_MS);
keepReading(readFeed, FEED_MS);
