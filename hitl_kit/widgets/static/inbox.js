// Inbox: ties the list, the brief and the answer box. Rules live in Python; this shows and collects, and keeps what is typed.
import { briefHtml } from "./conversation.js";
import { noneHtml, threadHtml } from "./inbox_list.js";
import { hideStill } from "./still.js";
import { esc, many, words } from "./text.js";

/** @typedef {{send(m: any): void, on(e: string, f: (m: any) => void): void, off(e: string, f: (m: any) => void): void}} Model */

const KEYS = [["J K ↓ ↑", "Next, previous"], ["R Enter", "Write an answer"], ["Ctrl Enter", "Put the answer into the outbox"], ["Esc", "Leave the box (typed text is kept)"],
  ["C", "Correct how it was read"], ["S", "Settle it without an answer"], ["H", "Hand it over"], ["E", "Show everything, or what waits"], ["U", "Look for new ones"], ["?", "This help"]];
const FRAME = `<div class="rv rv-inbox" tabindex="0" role="application" aria-label="Inbox; press ? for the keys" data-lm-suppress-shortcuts="true">
    <div class="rv-bar"><b class="rv-count"></b><span class="rv-times"></span><span class="rv-status" role="status" aria-live="polite"></span>
      <button class="rv-small" data-do="everything" aria-pressed="false">Everything <kbd>E</kbd></button><button class="rv-small" data-do="help">Keys <kbd>?</kbd></button></div>
    <div class="rv-alert" role="alert" hidden></div>
    <div class="rv-main"><div class="rv-threads" role="listbox" aria-label="Who waits"></div>
      <div class="rv-side"><div class="rv-brief" tabindex="0" aria-label="The brief"></div><form class="rv-write" aria-label="The answer"></form></div></div>
    <div class="rv-over" role="dialog" aria-modal="true" aria-label="Keys" tabindex="-1" hidden><div><h3>Keys</h3><dl>${KEYS.map(([k, t]) => `<dt>${k.split(" ").map((x) => `<kbd>${x}</kbd>`).join(" ")}</dt><dd>${t}</dd>`).join("")}</dl><p class="rv-quiet">Any key closes this.</p></div></div></div>`;
const MOVES = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
const LETTERS = { r: "write", Enter: "write", c: "correct-open", s: "settle-open", h: "hand-open", e: "everything", u: "refresh", "?": "help" };
const AGAIN = 1500;

let views = 0;

/** @param {{model: Model, el: HTMLElement}} context */
function render({ model, el }) {
  el.innerHTML = FRAME;
  /** @type {(s: string) => any} */
  const $ = (s) => el.querySelector(s);
  const root = $(".rv-inbox"), list = $(".rv-threads"), brief = $(".rv-brief"), form = $(".rv-write"), help = $(".rv-over"), alert = $(".rv-alert");
  const name = `rv-inbox-${(views += 1)}`, stop = new AbortController(), on = { signal: stop.signal };
  /** @type {Map<string, {text: string, subject?: string}>} */ const typed = new Map();
  /** @type {Map<string, any>} */ const briefs = new Map();
  let info = null, threads = [], cur = "", everything = false, sending = "", panel = "";

  const shown = () => threads.filter((t) => everything || t.state === "open");
  const thread = () => threads.find((t) => t.package_id === cur);
  const send = (m) => { try { model.send(m); } catch { say("The kernel does not answer; run the cell again."); } };
  const say = (text) => { $(".rv-status").textContent = text; };
  const home = () => root.focus({ preventScroll: true });
  function warn(text) { alert.textContent = text; alert.hidden = !text; }

  // Drawing
  function drawList() {
    const now = Date.now(), found = shown();
    list.innerHTML = found.map((t) => threadHtml(t, cur, name, now, !!typed.get(t.package_id)?.text)).join("") || noneHtml(everything);
    root.classList.toggle("rv-nobody", !!info && !found.length);
    root.setAttribute("aria-activedescendant", found.some((t) => t.package_id === cur) ? `${name}-${cur}` : "");
    list.querySelector(".rv-current")?.scrollIntoView({ block: "nearest" });
    const open = threads.filter((t) => t.state === "open");
    $(".rv-count").textContent = info ? `${many(open.length, "reply").replace("replys", "replies")} ${open.length === 1 ? "waits" : "wait"}` : "Connecting …";
    $(".rv-times").textContent = info?.times ?? "";
    $("[data-do=everything]").setAttribute("aria-pressed", String(everything));
  }
  function drawBrief() {
    const d = briefs.get(cur), t = thread();
    brief.innerHTML = d?.error ? `<p class="rv-warned">${esc(d.error)}</p>` : d && t ? briefHtml(d, t) : cur ? '<p class="rv-quiet">Loading …</p>' : "";
    brief.scrollTop = 0;
    drawForm();
  }
  const field = (label, html) => `<label><span>${label}</span>${html}</label>`;
  const options = (all) => all.map(([value, text]) => `<option value="${esc(value)}">${esc(text)}</option>`).join("");
  function panelHtml(t, can) {
    if (panel === "correct") return `<div class="rv-panel-row">${field("They intend", `<select name="intent">${options(info.intents.map((i) => [i, words(i)]))}</select>`)}<button type="button" class="rv-go" data-do="correct">Correct</button><button type="button" data-do="close">Leave <kbd>Esc</kbd></button><p class="rv-quiet">The cadence follows. What a report counted and who is suppressed stays.</p></div>`;
    if (panel === "settle") return `<div class="rv-panel-row">${field("The cadence", `<select name="state">${options([["stopped", "stops"], ["going on", "goes on"], ["postponed", "goes on from a day"], ["paused", "stays paused"]])}</select>`)}${field("From", '<input type="date" name="until">')}${field("Because", '<input name="reason" maxlength="300">')}<button type="button" class="rv-go" data-do="settle">Settle</button><button type="button" data-do="close">Leave <kbd>Esc</kbd></button></div>`;
    if (panel === "hand") return `<div class="rv-panel-row">${field("To", '<input name="to" maxlength="200">')}<button type="button" class="rv-go" data-do="hand">Hand over</button><button type="button" data-do="close">Leave <kbd>Esc</kbd></button></div>`;
    const go = can ? `<button type="button" class="rv-go" data-do="answer"${sending ? " disabled" : ""}>Put into the outbox <kbd>Ctrl Enter</kbd></button><span class="rv-quiet">It leaves with the next hitl send.</span>` : "";
    return `<div class="rv-panel-row">${go}<span class="rv-apart"></span>${t.inbound_id ? '<button type="button" data-do="correct-open">Read otherwise <kbd>C</kbd></button>' : ""}<button type="button" data-do="settle-open">Settle <kbd>S</kbd></button><button type="button" data-do="hand-open">Hand over <kbd>H</kbd></button></div>`;
  }
  function drawForm() {
    const d = briefs.get(cur), t = thread();
    if (!d || d.error || !t || !info) { form.innerHTML = ""; return; }
    const can = d.to && !d.barred, mine = typed.get(cur) ?? { text: "" };
    const suggestion = d.suggestion && can ? `<details class="rv-suggest"><summary>A suggestion, agreed in policy.yaml: nobody has sent it</summary><pre>${esc(d.suggestion)}</pre><button type="button" data-do="suggest">Put it into the box, to be changed</button></details>` : "";
    const box = can ? `<div class="rv-to"><span>To ${esc(d.to)}</span>${field("Subject", '<input name="subject" maxlength="300">')}</div>${suggestion}<textarea name="text" rows="5" maxlength="20000" aria-label="Your answer" placeholder="Your own words. Nothing is written for you."></textarea>`
      : `<p class="rv-warned">${esc(d.barred || "The words of this reply are not here: answer it in the tool that sent the mail.")}</p>`;
    form.innerHTML = `${panel ? "" : box}${panelHtml(t, can)}`;
    const subject = form.querySelector("[name=subject]"), text = form.querySelector("textarea");
    if (subject) subject.value = mine.subject ?? d.subject;
    if (text) text.value = mine.text;
  }
  const draw = () => { drawList(); drawBrief(); };

  // Moving
  function go(id) {
    cur = id;
    panel = "";
    if (cur && !briefs.has(cur)) send({ op: "brief", id: cur });
    draw();
  }
  function step(by) {
    const found = shown(), at = found.findIndex((t) => t.package_id === cur);
    const next = found[Math.max(0, Math.min(found.length - 1, at + by))];
    if (next) go(next.package_id);
  }
  function open(which) { if (thread()) { panel = which; drawForm(); form.querySelector("select, input")?.focus(); } }
  const value = (field_name) => form.querySelector(`[name=${field_name}]`)?.value.trim() ?? "";
  function act(m) {
    if (sending) return;
    sending = `${name}-${Date.now()}`;
    warn("");
    say("Saving …");
    send({ ...m, id: cur, uid: sending });
  }

  /** @type {Record<string, () => void>} */
  const ACTS = {
    write: () => form.querySelector("textarea")?.focus(), help: () => { help.hidden = false; help.focus(); }, refresh: () => send({ op: "init" }),
    everything: () => { everything = !everything; if (!shown().some((t) => t.package_id === cur)) go(shown()[0]?.package_id ?? ""); else drawList(); },
    "correct-open": () => { if (thread()?.inbound_id) open("correct"); }, "settle-open": () => open("settle"), "hand-open": () => open("hand"),
    close: () => { panel = ""; drawForm(); home(); },
    correct: () => act({ op: "correct", message: thread().inbound_id, intent: value("intent") }),
    settle: () => act({ op: "settle", state: value("state"), until: value("state") === "postponed" ? value("until") : "", reason: value("reason") }),
    hand: () => act({ op: "hand", to: value("to") }),
    suggest: () => { const text = form.querySelector("textarea"); text.value = text.value ? `${text.value}\n\n${briefs.get(cur).suggestion}` : briefs.get(cur).suggestion; keep(); text.focus(); },
    answer: () => { if (!value("text")) { warn("The answer is empty: write it first."); form.querySelector("textarea")?.focus(); } else act({ op: "answer", text: value("text"), subject: value("subject") }); },
  };
  function keep() {
    const text = form.querySelector("textarea"), subject = form.querySelector("[name=subject]");
    if (text) typed.set(cur, { text: text.value, subject: subject?.value });
  }

  root.addEventListener("keydown", (e) => {
    const inside = e.target instanceof HTMLElement && e.target.matches("input, textarea, select"), control = e.ctrlKey || e.metaKey;
    if (!help.hidden) { help.hidden = true; home(); e.preventDefault(); e.stopPropagation(); return; }
    e.stopPropagation();                               // the notebook has keys of its own
    if (control && e.key === "Enter") { e.preventDefault(); if (!e.repeat) (panel ? ACTS[panel] : ACTS.answer)(); return; }
    if (e.key === "Escape") { e.preventDefault(); if (panel) ACTS.close(); else home(); return; }
    if (inside || control || e.altKey || (e.target instanceof HTMLElement && e.target.matches("button, summary, a") && (e.key === "Enter" || e.key === " "))) return;
    const key = e.key.length === 1 ? e.key.toLowerCase() : e.key;
    if (key in MOVES) { e.preventDefault(); step(MOVES[key]); } else if (key in LETTERS) { e.preventDefault(); if (!e.repeat) ACTS[LETTERS[key]](); }
  }, on);
  root.addEventListener("click", (e) => {
    const t = e.target instanceof Element ? e.target : root, row = t.closest(".rv-thread"), b = t.closest("[data-do]");
    if (!help.hidden) { help.hidden = true; home(); return; }
    if (row) { go(row.dataset.id); home(); } else if (b && !b.disabled) ACTS[b.dataset.do]();
  }, on);
  form.addEventListener("input", () => { if (!panel) { keep(); } }, on);
  form.addEventListener("submit", (e) => e.preventDefault(), on);
  window.addEventListener("beforeunload", (e) => { if ([...typed.values()].some((x) => x.text.trim())) e.preventDefault(); }, on);

  // Messages
  const SAID = { answer: "The answer is in the outbox.", correct: "Corrected.", settle: "Settled.", hand: "Handed over." };
  function onMessage(m) {
    if (m.op === "threads") {
      if (!info) hideStill(el, m.still);
      info = m;
      threads = m.threads;
      const still = form.querySelector("textarea") && document.activeElement === form.querySelector("textarea");
      if (!shown().some((t) => t.package_id === cur)) { if (!still) go(shown()[0]?.package_id ?? ""); else drawList(); } else drawList();
    } else if (m.op === "brief") {
      briefs.set(m.id, m.brief);
      if (m.id === cur && !(document.activeElement && form.contains(document.activeElement))) drawBrief();
    } else if (m.op === "ack" && m.uid === sending) {
      sending = "";
      if (m.did === "answer") typed.delete(m.id);
      briefs.set(m.id, m.brief);
      panel = "";
      threads = m.threads;
      info = { ...info, times: m.times };
      say(`${SAID[m.did]} ${m.said ?? ""}`.trim());
      home();
      const next = shown().find((t) => t.package_id === m.id) ?? shown()[0];
      go(next?.package_id ?? "");
    } else if (m.op === "nack" && m.uid === sending) {
      sending = "";
      say("");
      warn(m.mend ? `${m.error}. → ${m.mend}` : m.error);
      form.querySelector("[disabled]")?.removeAttribute("disabled");
    }
  }
  model.on("msg:custom", onMessage);
  const asking = setInterval(() => { if (!info) send({ op: "init" }); else drawList(); }, AGAIN * (info ? 40 : 1));
  draw();
  send({ op: "init" });
  return () => { clearInterval(asking); stop.abort(); model.off("msg:custom", onMessage); };
}
export default { render };
