// ReviewGrid: ties the queue, the card and the keys. Rules live in Python; this shows, collects, and never loses a verdict.
import { connectingHtml, editActs, emptyHtml, loadingHtml, packageActs, selectionActs } from "./acts.js";
import { answers } from "./answers.js";
import { AFTER, newBook } from "./book.js";
import { bulkDialog } from "./bulk.js";
import { cardHtml } from "./card.js";
import { draftEditor } from "./editor.js";
import { filters } from "./filters.js";
import { helpHtml, keyAct } from "./keys.js";
import { lightTogether } from "./light.js";
import { modal } from "./modal.js";
import { Outbox, newUid } from "./outbox.js";
import { playsPanel } from "./plays.js";
import { question } from "./question.js";
import { queueList } from "./queue_list.js";
import { reasonPicker } from "./reasons.js";
import { activeClock } from "./seconds.js";
import { statusBar } from "./status_bar.js";
import { summaryHtml } from "./summary.js";
import { duration, many } from "./text.js";

/** @typedef {{get(k: string): any, send(m: any): void, on(e: string, f: (m: any) => void): void, off(e: string, f: (m: any) => void): void}} Model */

const TICK = 400, ASK_AGAIN = 700, OPEN_AGAIN = 1500;
const SEVERAL = "several packages";
const FRAME = `<div class="rv rv-grid" tabindex="0" role="application" aria-label="Review grid; press ? for the keys" data-lm-suppress-shortcuts="true">
    <div class="rv-bar"><div class="rv-progress" role="progressbar" aria-label="Reviewed" aria-valuemin="0" aria-valuemax="100"><div></div></div><span class="rv-done"></span><span class="rv-pace"></span>
      <span class="rv-last"></span><span class="rv-save" role="status" aria-live="polite"></span><button class="rv-small" data-do="plays" hidden>Plays <kbd>P</kbd></button><button class="rv-small" data-do="help">Keys <kbd>?</kbd></button></div>
    <div class="rv-alert" role="alert" hidden></div><div class="rv-voice rv-sr" aria-live="polite"></div>
    <div class="rv-main"><div class="rv-left"><div class="rv-find"><input type="search" placeholder="Search  /" aria-label="Search the queue"></div>
      <div class="rv-find rv-which"><select class="rv-views" aria-label="View"></select><button class="rv-small" data-do="filter" aria-expanded="false"></button></div>
      <div class="rv-filters" role="group" aria-label="Filter and sort" hidden></div><div class="rv-count rv-quiet"></div>
      <div class="rv-list" role="listbox" aria-label="Queue" aria-multiselectable="true"><div class="rv-pad"></div></div></div>
      <div class="rv-right"><div class="rv-card" aria-live="off"></div><div class="rv-acts" role="toolbar" aria-label="What to do"></div></div></div>
    <div class="rv-over rv-help" data-box="words" role="dialog" aria-modal="true" tabindex="-1" hidden></div>
    <div class="rv-over rv-bulk" data-box="bulk" role="alertdialog" aria-modal="true" aria-label="Several packages" tabindex="-1" hidden></div>
    <div class="rv-over" data-box="plays" role="dialog" aria-modal="true" aria-label="Plays" tabindex="-1" hidden></div></div>`;

/** @param {{model: Model, el: HTMLElement}} context */
function render({ model, el }) {
  el.innerHTML = FRAME;
  /** @type {(s: string) => any} */
  const $ = (s) => el.querySelector(s);
  const root = $(".rv-grid"), card = $(".rv-card"), acts = $(".rv-acts"), words = $("[data-box=words]");
  const view = newUid(), stop = new AbortController(), on = { signal: stop.signal };
  const send = (m) => { try { model.send(m); } catch { /* asked again by the clock */ } };
  const toGrid = () => root.focus({ preventScroll: true });

  const book = newBook(), { rows, details, todo } = book, clock = activeClock();
  const outbox = new Outbox((m) => model.send(m), () => bar.drawSave());
  const bar = statusBar(el, book, outbox);
  const queue = queueList(el, book, `rv-${view.slice(0, 8)}`, () => outbox.unsaved);
  const find = filters(el, book, (afresh) => {
    if (afresh && find.view.scope === "all" && book.started && book.all !== "loading") ask("rows", { after: "" });
    arrange();
    draw();
  });
  const editor = draftEditor(card, book, send, (found) => { const box = $(".rv-says"); if (box) { box.textContent = found || "The checks found nothing"; box.dataset.clean = found ? 0 : 1; } }), asking = question(acts), dialog = bulkDialog($("[data-box=bulk]"), send), plays = playsPanel($("[data-box=plays]"), send);
  const picker = reasonPicker(acts, book, rejected), dialogs = modal(root);

  /** @type {import("./keys.js").Mode} */ let mode = "list";
  let cur = "", diff = true, scrolled = 0;

  // Drawing ---------------------------------------------------------------------------------------------------------
  const arrange = () => queue.arrange(find.view);
  const drawList = () => { queue.draw(cur); find.draw(queue.count); };
  function cardNow() {
    if (!book.started) return connectingHtml();
    if (!rows.has(cur)) return emptyHtml(book.morning.size, book.progress, book.summary);
    const d = book.shown(cur);
    return d ? cardHtml({ ...d, me: book.info.reviewer }, { diff, typed: todo(cur) ? book.typed(cur) : null, asked: book.asked.get(cur) }) : loadingHtml();
  }
  function drawCard() {
    if (mode === "edit") return;                       // never under an open editor
    const held = card.contains(document.activeElement), was = scrolled, y = card.dataset.id === cur ? was : 0;
    card.innerHTML = cardNow();
    card.dataset.id = details.has(cur) ? cur : "";
    if (was !== 0) card.scrollTop = scrolled = y;      // asking the card makes the browser lay out the page twice
    if (held) toGrid();                                // else the next key would reach the notebook
    if (mode === "list") drawActs();                   // a note may be half typed there
  }
  function drawActs() {
    acts.innerHTML = mode === "edit" ? editActs() : queue.chosen.size ? selectionActs(queue.chosen.size)
      : packageActs(book.shown(cur), { todo: todo(cur), known: rows.has(cur), mine: book.hasDecided(), rewrite: book.info.can_rewrite });
    drawClock();
  }
  function drawClock() {
    const box = $(".rv-clock"), s = clock.of(cur) / 1000;
    if (box) { box.textContent = `${duration(s)} of ${duration(book.info.target)}`; box.dataset.over = s > book.info.target ? 1 : 0; }
  }
  let frame = 0, afterFrame = 0;
  function drawNoMore() { cancelAnimationFrame(frame); clearTimeout(afterFrame); }
  function draw() { drawNoMore(); drawList(); drawCard(); bar.drawProgress(); bar.drawSave(); }
  function drawSoon() {                                // the row at once, its card in the frame after: a key is answered first
    if (card.contains(document.activeElement)) { draw(); return; }
    drawNoMore();
    drawList(); bar.drawSave();
    frame = requestAnimationFrame(() => { afterFrame = setTimeout(() => { drawCard(); bar.drawProgress(); }, 0); });
  }
  function show(html, name) { words.innerHTML = html; words.setAttribute("aria-label", name); words.hidden = false; words.focus(); }
  function close() { words.hidden = true; toGrid(); }

  // Moving ----------------------------------------------------------------------------------------------------------
  const wantedAt = new Map();
  function need() {                                    // this package and the next few ahead, in one message
    if (!book.started || !cur) return;
    const now = performance.now();
    const ids = queue.around(cur).filter((id) => !details.has(id) && now - (wantedAt.get(id) ?? -1e9) > ASK_AGAIN);
    for (const id of ids) wantedAt.set(id, now);
    if (ids.length) send({ op: "get", ids });
  }
  const count = () => clock.count(mode === "confirm" ? SEVERAL : mode !== "plays" && todo(cur) ? cur : "");
  function go(id = "") {
    if (mode === "edit") editor.keep();
    count();
    mode = "list";
    cur = id;
    if (cur) book.shelf.set("at", cur); else if (book.started) send({ op: "summary" });
    need();
    queue.reveal(cur);
    const r = rows.get(cur);
    if (r) bar.say(`${r.account}, ${r.status}, ${queue.place(cur) + 1} of ${queue.count}`);
    drawSoon();
  }

  // Verdicts --------------------------------------------------------------------------------------------------------
  function decide(id, verdict, extra = {}) {
    if (!todo(id) || !details.has(id)) return;         // nobody decides on what they have not seen
    const sha256 = book.shown(id).draft?.sha256 ?? "";
    count();
    bar.refuse(null);
    book.decide([id], verdict);
    book.skip(id, false);
    outbox.add([id], { op: "decide", id, verdict, sha256, seconds: Math.round(clock.of(id) / 100) / 10, ...extra });
    mode = "list";
    bar.did(`${AFTER[verdict][0].toUpperCase()}${AFTER[verdict].slice(1)} ${rows.get(id).account}`);
    go(queue.nextTodo(id));
  }
  function undo(ids) {
    if (!ids.length) return;
    if (ids.length > 1) { confirm({ verdict: "undo", title: "Undo the verdicts", ids }); return; }
    const [id] = ids;
    if (!rows.has(id) || todo(id)) return;
    book.undo(ids);
    clock.reset(id);
    outbox.add(ids, { op: "undo", id });
    bar.did("");
    find.showWaiting();
    go(id);
  }
  function edit() {
    if (!book.shown(cur)?.draft || !todo(cur)) return;
    drawCard();
    mode = "edit";
    drawActs();
    editor.open(cur);
  }
  function leave() {
    if (mode === "edit") editor.keep();
    if (mode === "ask" && cur) { const text = acts.querySelector("input")?.value.trim(); book.shelf.set(`ask:${cur}`, text || null); }
    if (plays.open && !plays.leave()) return;
    editor.stop();
    dialog.close();
    mode = "list";
    drawCard(); drawList();
    toGrid();
  }
  function save() {                                    // the package that the editor was opened on, wherever one is now
    const { id, sha256, text } = editor.read(), changed = editor.changed(text);
    leave();
    decide(id, changed ? "edit" : "approve", changed ? { ...text, sha256 } : { sha256 });
  }
  function reject() {
    const ids = queue.chosen.size ? [...queue.chosen] : todo(cur) && details.get(cur)?.draft ? [cur] : [];
    if (ids.length) { mode = "reject"; picker.open(ids); }
  }
  function rejected(ids, reason, note, like) {
    mode = "list";
    toGrid();
    const because = book.reasons.find(([code]) => code === reason)?.[1] ?? reason;
    if (queue.chosen.size) { confirm({ verdict: "reject", title: `Reject because: ${because}`, reason, note, ids }); return; }
    decide(ids[0], "reject", { reason, note });
    if (like) confirm({ verdict: "reject", title: `Also reject ${like === "account" ? "the rest of this account" : "the rest with this angle"}: ${because}`, reason, note, of: ids[0], like });
  }
  function inquire(asked, then) { mode = "ask"; asking.open(asked, (text) => { mode = "list"; toGrid(); then(text); }); }
  function holdNote() {
    const id = cur;
    if (todo(id) && details.get(id)?.draft && !queue.chosen.size) inquire({ title: "Hold until", hint: "What has to be settled?", go: "Hold", most: 2000 }, (note) => decide(id, "hold", { note }));
  }
  function rewrite() {
    const id = cur;
    if (!todo(id) || !book.info.can_rewrite || !details.get(id)?.draft || book.asked.has(id)) return;
    inquire({ title: "Write again", hint: "What should be different? Shorter, another opening …", go: "Ask", most: 500, needed: true, value: book.shelf.get(`ask:${id}`, "") }, (instruction) => {
      book.shelf.set(`ask:${id}`, instruction);        // until the answer is here
      book.asked.set(id, instruction);
      send({ op: "rewrite", id, instruction });
      drawCard();
    });
  }

  // Several at once -------------------------------------------------------------------------------------------------
  function confirm(wanted) { mode = "confirm"; count(); clock.reset(SEVERAL); dialog.open(wanted); }
  function bulk() {
    const taken = dialog.take();
    if (!taken) return;
    const { wanted, items } = taken, ids = items.map(([id]) => id), verdict = /** @type {keyof typeof AFTER | "undo"} */ (wanted.verdict);
    count();
    if (verdict === "undo") { book.undo(ids); find.showWaiting(); } else book.decide(ids, verdict);
    const seconds = verdict === "undo" ? 0 : Math.round(clock.of(SEVERAL) / 100) / 10;
    outbox.add(ids, { op: "bulk", verdict, items, reason: wanted.reason ?? "", note: wanted.note ?? "", seconds });
    queue.chosen.clear();
    dialog.close();
    mode = "list";
    bar.did(verdict === "undo" ? "" : `${AFTER[verdict][0].toUpperCase()}${AFTER[verdict].slice(1)} ${many(ids.length, "package")}`);
    toGrid();
    go(verdict === "undo" ? ids[0] : todo(cur) ? cur : queue.nextTodo(cur));
  }
  /** A verdict on the selection, if there is one; else on the package in front. */
  function give(verdict, title) {
    if (queue.chosen.size) confirm({ verdict, title, ids: [...queue.chosen] });
    else decide(cur, verdict);
  }
  function extend(by) {
    const id = queue.step(cur, by);
    if (id) { queue.extend(id, cur); go(id); }
  }
  function discard(pressed) {
    if (!pressed.dataset.sure) { pressed.dataset.sure = "1"; pressed.textContent = "Really discard?"; return; }
    outbox.drop([...outbox.unsaved]);
    ask("init");
  }

  // Acts: what the buttons and the keys name ------------------------------------------------------------------------
  /** @type {Record<string, (...values: any[]) => void>} */
  const ACTS = {
    approve: () => give("approve", "Approve as written"), hold: () => give("hold", "Hold"), "hold-note": holdNote, edit, save, leave, reject,
    reason: (digit, withNote) => picker.pick(book.reasons[digit - 1]?.[0], withNote), "reject-note": () => picker.confirm(),
    also: (what) => picker.also(typeof what === "string" ? what : what.dataset.like), answer: () => asking.confirm(), rewrite, bulk,
    undo: () => undo(details.get(cur)?.decision && !todo(cur) ? [cur] : book.lastDecided()), "undo-last": () => undo(book.lastDecided()),
    skip: () => { if (todo(cur)) { book.skip(cur, true); go(queue.nextTodo(cur)); } }, next: () => go(queue.nextTodo(cur)),
    step: (by) => { const id = queue.step(cur, by); if (id) go(id); }, extend,
    select: () => { queue.toggle(cur); drawList(); drawActs(); }, "select-all": () => { queue.all(); drawList(); drawActs(); },
    "select-none": () => { queue.chosen.clear(); drawList(); drawActs(); },
    diff: () => { diff = !diff; drawCard(); }, version: () => { if (book.turnVersion(cur)) drawCard(); }, forget: () => { book.keep(cur, null); draw(); },
    source: () => card.querySelector(".rv-fact a")?.click(),
    filter: () => { find.toggle(); drawList(); if (!find.open) toGrid(); }, "view-next": () => find.next(), "view-save": () => find.save(),
    "view-delete": () => find.delete(), "view-clear": () => find.clear(),
    search: () => find.find.focus(), "search-clear": () => { find.clearSearch(); toGrid(); },
    "search-done": () => { toGrid(); if (!queue.has(cur)) go(queue.first()); },
    plays: () => { if (book.info.has_plays) { mode = "plays"; plays.start(); } }, "play-show": (pressed) => plays.show(pressed.dataset.play),
    "play-step": (by) => plays.step(by), "play-change": () => plays.refuse("change"), "play-reject": () => plays.refuse("reject"), "play-say": () => plays.say(),
    more: () => ask("init"), help: () => show(helpHtml(), "Keys"), close, dismiss: () => bar.refuse(null), discard, nothing: () => {},
    summary: () => { book.summary = null; send({ op: "summary" }); show(`<div><h3>This session</h3><div data-summary class="rv-quiet">Counting …</div></div>`, "This session"); },
  };
  const isOff = (act) => !!acts.querySelector(`[data-do=${act}]:disabled`);

  root.addEventListener("keydown", (e) => {
    e.stopPropagation();                               // with data-lm-suppress-shortcuts: no key reaches the notebook
    clock.touch();
    const found = keyAct(e, { mode, helping: !words.hidden, searching: e.target === find.find, filtering: find.open });
    if (!found) { dialogs.tab(e); return; }
    e.preventDefault();
    const [act, ...values] = found;
    if (!isOff(act)) ACTS[act](...values);
    dialogs.settle();
  }, on);
  root.addEventListener("click", (e) => {
    clock.touch();
    const t = e.target instanceof Element ? e.target : root, row = t.closest(".rv-row"), b = t.closest("[data-do]"), r = t.closest("[data-reason]");
    if (!words.hidden && !b) close();
    const finding = t.closest(".rv-checked [data-from]");
    if (finding) editor.point(finding);
    if (row && mode === "edit") { acts.querySelector(".rv-hint")?.classList.add("rv-now"); card.querySelector("textarea")?.focus(); }
    else if (row) {
      const id = row.dataset.id, since = cur;
      if (e.shiftKey) queue.extend(id, since); else if (e.ctrlKey || e.metaKey || t.closest("[data-tick]")) queue.toggle(id);
      go(id); toGrid();
    }
    if (r) picker.pick(r.dataset.reason);
    else if (b && !b.disabled) { ACTS[b.dataset.do](b); if (mode === "list" && !find.open && words.hidden && b.dataset.do !== "forget") toGrid(); }
    dialogs.settle();
    if (!root.contains(document.activeElement)) toGrid();      // what was pressed is gone
  }, on);
  root.addEventListener("input", (e) => {
    if (e.target === find.find) find.search();
    else if (mode === "edit") editor.typing(e.target);
  }, on);
  root.addEventListener("change", (e) => { if (e.target.matches("[data-filter], .rv-views")) find.change(e.target); if (e.target.matches(".rv-views")) toGrid(); }, on);
  for (const name of ["mousemove", "wheel", "pointerdown"]) root.addEventListener(name, () => clock.touch(), { ...on, passive: true });
  queue.list.addEventListener("scroll", () => queue.scrolled(cur), { ...on, passive: true });
  card.addEventListener("scroll", () => { scrolled = card.scrollTop; }, { ...on, passive: true });
  window.addEventListener("beforeunload", (e) => { if (outbox.entries.size || mode === "edit") e.preventDefault(); }, on);
  lightTogether(card, on);

  // Messages --------------------------------------------------------------------------------------------------------
  let waits = false;
  function ask(op, extra = {}) {
    if (op === "init") waits = true;
    if (op === "rows") book.all = "loading";
    send({ op, view, ...extra });
  }
  const ANSWERS = answers({
    el, view, book, outbox, bar, queue, find, editor, dialog, plays, mode: () => mode, current: () => cur, go, edit, draw, drawCard, drawList, arrange, ask, send,
    awaited: () => { const was = waits; waits = false; return was; },
    showSummary: (s) => { const box = words.querySelector("[data-summary]"); if (box) box.outerHTML = summaryHtml(s); },
  });
  const onAnswer = (m) => ANSWERS[m.op]?.(m);
  model.on("msg:custom", onAnswer);

  let opened = performance.now(), renewed = opened;
  const ticking = setInterval(() => {
    const now = performance.now();
    count(); outbox.flush(); drawClock(); need();
    if (mode === "confirm") dialog.again();
    if (!book.started && now - opened > OPEN_AGAIN) { opened = now; ask("init"); }
    if (book.started && clock.awake() && now - renewed > (book.info.lease * 1000) / 4) { renewed = now; send({ op: "renew" }); }
  }, TICK);
  const size = new ResizeObserver(() => { queue.reveal(cur); queue.draw(cur); });
  size.observe(queue.list);
  draw();
  ask("init");
  return () => { clearInterval(ticking); drawNoMore(); editor.stop(); size.disconnect(); stop.abort(); model.off("msg:custom", onAnswer); };
}
export default { render };
