// ReviewGrid: ties the queue, the card and the keys. Rules live in Python; this shows, collects, and never loses a verdict.
import { connectingHtml, editActs, emptyHtml, loadingHtml, packageActs } from "./acts.js";
import { newBook } from "./book.js";
import { cardHtml } from "./card.js";
import { draftEditor } from "./editor.js";
import { helpHtml, keyAct } from "./keys.js";
import { lightTogether } from "./light.js";
import { Outbox, newUid } from "./outbox.js";
import { queueList } from "./queue_list.js";
import { reasonPicker } from "./reasons.js";
import { activeClock } from "./seconds.js";
import { statusBar } from "./status_bar.js";
import { duration } from "./text.js";

/** @typedef {{get(k: string): any, send(m: any): void, on(e: string, f: (m: any) => void): void, off(e: string, f: (m: any) => void): void}} Model */

const TICK = 400, ASK_AGAIN = 700, OPEN_AGAIN = 1500;
const FRAME = `<div class="rv rv-grid" tabindex="0" role="application" aria-label="Review grid; press ? for the keys" data-lm-suppress-shortcuts="true">
    <div class="rv-bar"><div class="rv-progress"><div></div></div><span class="rv-done"></span><span class="rv-pace"></span>
      <span class="rv-save" role="status" aria-live="polite"></span><button class="rv-small" data-do="help">Keys <kbd>?</kbd></button></div>
    <div class="rv-alert" role="alert" hidden></div>
    <div class="rv-main"><div class="rv-left"><div class="rv-find"><input type="search" placeholder="Search  /" aria-label="Search the queue"><button class="rv-small" data-do="filter"></button></div>
      <div class="rv-list" role="listbox" aria-label="Queue"><div class="rv-pad"></div></div></div>
      <div class="rv-right"><div class="rv-card" aria-live="off"></div><div class="rv-acts"></div></div></div>
    <div class="rv-help" role="dialog" aria-label="Keys" hidden></div></div>`;

/** @param {{model: Model, el: HTMLElement}} context */
function render({ model, el }) {
  el.innerHTML = FRAME;
  /** @type {(s: string) => any} */
  const $ = (s) => el.querySelector(s);
  const root = $(".rv-grid"), card = $(".rv-card"), acts = $(".rv-acts"), helpBox = $(".rv-help");
  const view = newUid(), stop = new AbortController(), on = { signal: stop.signal };
  const send = (m) => { try { model.send(m); } catch { /* asked again by the clock */ } };
  const toGrid = () => root.focus({ preventScroll: true });

  const book = newBook(), { rows, details, todo } = book, clock = activeClock();
  const outbox = new Outbox((m) => model.send(m), () => bar.drawSave());
  const bar = statusBar(el, book, outbox);
  const queue = queueList(el, book, (id) => outbox.has(id));
  const editor = draftEditor(card, book, send);
  const picker = reasonPicker(acts, book, (id, reason, note) => { decide(id, "reject", { reason, note }); toGrid(); });

  /** @type {import("./keys.js").Mode} */ let mode = "list";
  let cur = "", diff = true;

  // Drawing ---------------------------------------------------------------------------------------------------------
  const drawList = () => queue.draw(cur);
  function cardNow() {
    if (!book.started) return connectingHtml();
    if (!rows.has(cur)) return emptyHtml(rows.size, book.progress);
    const d = details.get(cur);
    return d ? cardHtml({ ...d, me: book.info.reviewer }, { diff, typed: todo(cur) ? book.typed(cur) : null }) : loadingHtml();
  }
  function drawCard() {
    if (mode === "edit") return;                       // never under an open editor
    const held = card.contains(document.activeElement), y = card.dataset.id === cur ? card.scrollTop : 0;
    card.innerHTML = cardNow();
    card.dataset.id = details.has(cur) ? cur : "";
    card.scrollTop = y;
    if (held) toGrid();                                // else the next key would reach the notebook
    if (mode !== "reject") drawActs();                 // a note may be half typed there
  }
  function drawActs() {
    if (mode === "reject") picker.draw();
    else acts.innerHTML = mode === "edit" ? editActs() : packageActs(details.get(cur), { todo: todo(cur), known: rows.has(cur), mine: book.hasDecided() });
    drawClock();
  }
  function drawClock() {
    const box = $(".rv-clock"), s = clock.of(cur) / 1000;
    if (box) { box.textContent = `${duration(s)} of ${duration(book.info.target)}`; box.dataset.over = s > book.info.target ? 1 : 0; }
  }
  const draw = () => { drawList(); drawCard(); bar.drawProgress(); bar.drawSave(); };
  function help() {                                    // opens and closes
    helpBox.hidden = !helpBox.hidden;
    helpBox.innerHTML = helpHtml();
    if (!helpBox.hidden) toGrid();
  }

  // Moving ----------------------------------------------------------------------------------------------------------
  /** @type {Map<string, number>} */ const asked = new Map();
  function need() {                                    // this package and the next ones, in one message
    const now = performance.now();
    const ids = queue.around(cur).filter((id) => !details.has(id) && now - (asked.get(id) ?? -1e9) > ASK_AGAIN);
    for (const id of ids) asked.set(id, now);
    if (ids.length) send({ op: "get", ids });
  }
  const count = () => clock.count(todo(cur) ? cur : "");
  function go(id = "") {
    count();
    if (mode === "reject") mode = "list";
    cur = id;
    if (cur) book.shelf.set("at", cur);
    need();
    queue.reveal(cur);
    draw();
  }

  // Verdicts --------------------------------------------------------------------------------------------------------
  function decide(id, verdict, extra = {}) {
    if (!todo(id) || !details.has(id)) return;         // nobody decides on what they have not seen
    count();
    bar.refuse(null);
    book.decide(id, verdict);
    outbox.add(id, { op: "decide", verdict, seconds: Math.round(clock.of(id) / 100) / 10, ...extra });
    mode = "list";
    go(queue.nextTodo(id));
  }
  function undo(id = book.lastDecided()) {
    if (!id || !rows.has(id) || todo(id)) return;
    book.undo(id);
    clock.reset(id);
    outbox.add(id, { op: "undo" });
    queue.leaveDone();
    go(id);
  }
  function edit() {
    if (!details.get(cur)?.draft || !todo(cur)) return;
    drawCard();
    mode = "edit";
    editor.open(cur);
    drawActs();
  }
  function leave() {
    if (mode === "edit") editor.keep();
    editor.stop();
    mode = "list";
    drawCard(); drawList();
    toGrid();
  }
  function save() {                                    // the package that the editor was opened on, wherever one is now
    const { id, text } = editor.read();
    leave();
    if (editor.changed(id, text)) decide(id, "edit", text);
    else decide(id, "approve");
  }
  function discard(button) {
    if (!button.dataset.sure) { button.dataset.sure = "1"; button.textContent = "Really discard?"; return; }
    for (const id of new Set([...outbox.entries.values()].map((e) => e.id))) outbox.drop(id);
    ask("init");
  }

  // Acts: what the buttons and the keys name ------------------------------------------------------------------------
  /** @type {Record<string, (...values: any[]) => void>} */
  const ACTS = {
    approve: () => decide(cur, "approve"), hold: () => decide(cur, "hold"), edit, save, leave,
    reject: () => { if (todo(cur) && details.get(cur)?.draft) { mode = "reject"; picker.open(cur); } },
    reason: (digit, withNote) => picker.pick(book.reasons[digit - 1]?.[0], withNote), "reject-note": () => picker.confirm(),
    undo: () => undo(details.get(cur)?.decision && !todo(cur) ? cur : undefined),
    skip: () => go(queue.nextTodo(cur)), next: () => go(queue.nextTodo(cur)),
    step: (by) => { const id = queue.step(cur, by); if (id) go(id); },
    diff: () => { diff = !diff; drawCard(); }, forget: () => { book.keep(cur, null); draw(); },
    source: () => card.querySelector(".rv-fact a")?.click(),
    filter: () => { queue.turn(); draw(); }, search: () => queue.find.focus(),
    "search-clear": () => { queue.clearSearch(); draw(); toGrid(); },
    "search-done": () => { toGrid(); if (!queue.has(cur)) go(queue.first()); },
    more: () => ask("more"), help, dismiss: () => bar.refuse(null), discard, nothing: () => {},
  };
  const isOff = (act) => !!card.querySelector(`[data-do=${act}]:disabled`) || !!acts.querySelector(`[data-do=${act}]:disabled`);

  root.addEventListener("keydown", (e) => {
    e.stopPropagation();                               // with data-lm-suppress-shortcuts: no key reaches the notebook
    clock.touch();
    const found = keyAct(e, { mode, helping: !helpBox.hidden, searching: e.target === queue.find });
    if (!found) return;
    e.preventDefault();
    const [act, ...values] = found;
    if (!isOff(act)) ACTS[act](...values);
  }, on);
  root.addEventListener("click", (e) => {
    clock.touch();
    const t = e.target instanceof Element ? e.target : root, row = t.closest(".rv-row"), b = t.closest("[data-do]"), r = t.closest("[data-reason]");
    if (!helpBox.hidden && !b) help();
    if (row && mode !== "edit") { go(row.dataset.id); toGrid(); }
    else if (row) { acts.querySelector(".rv-hint")?.classList.add("rv-now"); card.querySelector("textarea")?.focus(); }
    if (r) picker.pick(r.dataset.reason);
    else if (b && !b.disabled) { ACTS[b.dataset.do](b); if (mode === "list") toGrid(); }
  }, on);
  root.addEventListener("input", (e) => {
    if (e.target === queue.find) { queue.arrange(); draw(); }
    else if (mode === "edit") editor.typing(e.target);
  }, on);
  for (const name of ["mousemove", "wheel", "pointerdown"]) root.addEventListener(name, () => clock.touch(), { ...on, passive: true });
  queue.list.addEventListener("scroll", drawList, { ...on, passive: true });
  window.addEventListener("beforeunload", (e) => { if (outbox.entries.size || mode === "edit") e.preventDefault(); }, on);
  lightTogether(card, on);

  // Messages --------------------------------------------------------------------------------------------------------
  let asking = false, reopen = "";
  const ask = (op) => { asking = true; send({ op, view }); };
  function hideStill(name) {                           // the plain table is for those who cannot see this view
    const style = document.createElement("style");
    style.textContent = `.rv-still[data-rv="${CSS.escape(name)}"]{display:none}`;
    el.append(style);
  }
  function onQueue(m) {
    if (m.view !== view || !asking) return;            // an answer to a question that was asked twice
    asking = false;
    const first = !book.started;
    book.load(m);
    if (first) { hideStill(m.still); outbox.restore(book.shelf); }
    book.overlay([...outbox.entries.values()]);
    queue.arrange();
    const at = first ? book.shelf.get("at", "") : cur, keep = todo(at);
    go(keep ? at : queue.firstTodo());
    if (first && keep && book.typed(at)) { if (details.has(at)) edit(); else reopen = at; }
  }
  function onDetails(m) {
    for (const d of m.items) if (!outbox.has(d.id)) details.set(d.id, d);
    if (!m.items.some((d) => d.id === cur)) return;
    drawCard();
    if (reopen && reopen === cur && mode === "list") edit();
    reopen = "";
  }
  function onSaved(m) {
    const entry = outbox.settle(m.uid), id = m.card.id;
    bar.away("");
    book.progress = m.progress;
    if (entry?.message.op === "decide") book.keep(id, null);
    if (!outbox.has(id) && rows.has(id)) { book.setRow(m.row); details.set(id, m.card); if (id === cur) drawCard(); }
    drawList(); bar.drawProgress(); bar.drawSave();
  }
  function onRefused(m) {
    if (m.again) { bar.away(m.error); return; }        // the ledger is away: the outbox sends it again
    const entry = outbox.settle(m.uid), why = { error: m.error, mend: m.mend };
    if (!entry) { if (!m.uid) bar.refuse({ account: "", ...why }); return; }
    const { id, message } = entry, row = rows.get(id);
    outbox.drop(id);
    if (message.op === "decide") book.forget(id);
    if (message.verdict === "edit") book.keep(id, { subject: message.subject, body: message.body });
    if (m.row) { book.setRow(m.row); details.set(id, m.card); }
    if (mode === "list" && row) go(id); else { drawList(); bar.drawProgress(); }
    bar.refuse({ account: row?.account ?? id, ...why });
  }
  /** @type {Record<string, (m: any) => void>} */
  const ANSWERS = {
    queue: onQueue, details: onDetails, ack: onSaved, nack: onRefused,
    progress: (m) => { book.progress = m.progress; bar.drawProgress(); },
    checked: (m) => { if (mode === "edit") editor.checked(m); },
  };
  const onAnswer = (m) => ANSWERS[m.op]?.(m);
  model.on("msg:custom", onAnswer);

  let opened = performance.now(), renewed = opened;
  const ticking = setInterval(() => {
    const now = performance.now();
    count(); outbox.flush(); drawClock(); need();
    if (!book.started && now - opened > OPEN_AGAIN) { opened = now; ask("init"); }
    if (book.started && clock.awake() && now - renewed > (book.info.lease * 1000) / 4) { renewed = now; send({ op: "renew" }); }
  }, TICK);
  const size = new ResizeObserver(() => { queue.reveal(cur); drawList(); });
  size.observe(queue.list);
  draw();
  ask("init");
  return () => { clearInterval(ticking); editor.stop(); size.disconnect(); stop.abort(); model.off("msg:custom", onAnswer); };
}
export default { render };
