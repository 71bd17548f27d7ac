// ReviewGrid: the queue, the card, the keys. Rules live in Python; this shows, collects, and never loses a verdict.
import { cardHtml, findingsHtml, rowHtml } from "./card.js";
import { Outbox, Shelf, newUid } from "./outbox.js";
import { duration, esc } from "./text.js";

/** @typedef {{get(k: string): any, send(m: any): void, on(e: string, f: (m: any) => void): void, off(e: string, f: (m: any) => void): void}} Model */

const ROW = 62, OVER = 6, IDLE = 60000;
const AFTER = { approve: "approved", edit: "edited", reject: "rejected", hold: "held" };
const FILTERS = { all: "All", waiting: "To do", done: "Done" };
const HELP = [["A", "Approve, next"], ["E", "Edit"], ["Ctrl Enter", "Save the edit, next"], ["Esc", "Leave (typed text is kept)"],
  ["X 1–8", "Reject with that reason, next"], ["X Shift 1–8", "The same, with a note"], ["H", "Hold"], ["S", "Skip"],
  ["U, Ctrl Z", "Undo the last verdict"], ["J K ↓ ↑", "Next, previous"], ["PgDn PgUp Home End", "Further"],
  ["N", "Next to do"], ["D", "Changes or result of an edit"], ["O", "Open the first source"], ["/", "Search"],
  ["F", "All, to do, done"], ["M", "Take more packages"], ["?", "This help"]];

/** @param {{model: Model, el: HTMLElement}} context */
function render({ model, el }) {
  el.innerHTML = `<div class="rv rv-grid" tabindex="0" role="application" aria-label="Review grid; press ? for the keys" data-lm-suppress-shortcuts="true">
    <div class="rv-bar"><div class="rv-progress"><div></div></div><span class="rv-done"></span><span class="rv-pace"></span>
      <span class="rv-save" role="status" aria-live="polite"></span><button class="rv-small" data-do="help">Keys <kbd>?</kbd></button></div>
    <div class="rv-alert" role="alert" hidden></div>
    <div class="rv-main"><div class="rv-left"><div class="rv-find"><input type="search" placeholder="Search  /" aria-label="Search the queue"><button class="rv-small" data-do="filter"></button></div>
      <div class="rv-list" role="listbox" aria-label="Queue"><div class="rv-pad"></div></div></div>
      <div class="rv-right"><div class="rv-card" aria-live="off"></div><div class="rv-acts"></div></div></div>
    <div class="rv-help" role="dialog" aria-label="Keys" hidden></div></div>`;
  /** @type {(s: string) => any} */
  const $ = (s) => el.querySelector(s);
  const root = $(".rv-grid"), list = $(".rv-list"), pad = $(".rv-pad"), card = $(".rv-card"), acts = $(".rv-acts"), find = $(".rv-find input"), alertBox = $(".rv-alert");
  const view = newUid(), stop = new AbortController(), on = { signal: stop.signal };
  /** @type {Map<string, any>} */ let rows = new Map();
  /** @type {string[]} */ let order = [];
  /** @type {Map<string, any>} */ const details = new Map();
  const asked = new Map(), spent = new Map(), mine = [];
  let cur = "", mode = "list", bound = "", diff = true, filter = "all", chosen = "", checks = 0, started = false;
  let reasons = [], progress = null, info = { target: 300, lease: 1800, reviewer: "", campaign: "" }, shelf = new Shelf("hitl:none");
  let active = performance.now(), last = active, renewed = active, checkTimer = 0, refused = null;
  const send = (m) => { try { model.send(m); } catch { /* asked again by the clock */ } };
  const outbox = new Outbox((m) => model.send(m), () => drawSave());
  const typedOf = (id) => shelf.get(`text:${id}`, null);
  const statusOf = (id) => rows.get(id)?.status;
  const todo = (id) => statusOf(id) === "waiting";

  // Drawing ---------------------------------------------------------------------------------------------------------
  function drawList() {
    const height = list.clientHeight || 600;
    const from = Math.max(0, Math.floor(list.scrollTop / ROW) - OVER), to = Math.min(order.length, Math.ceil((list.scrollTop + height) / ROW) + OVER);
    let html = "";
    for (let i = from; i < to; i++) {
      const id = order[i];
      html += rowHtml(rows.get(id), { current: id === cur, saving: outbox.has(id), typed: !!typedOf(id), top: i * ROW, place: i });
    }
    pad.innerHTML = html || `<p class="rv-quiet rv-none">${rows.size ? "Nothing here fits the search." : ""}</p>`;
    $("[data-do=filter]").innerHTML = `${FILTERS[filter]} <kbd>F</kbd>`;
  }
  function drawCard() {
    if (mode === "edit") return;                       // never under an open editor
    const held = card.contains(document.activeElement), same = card.dataset.id === cur, y = same ? card.scrollTop : 0;
    const d = details.get(cur);
    card.innerHTML = !started ? `<div class="rv-empty"><h3>Connecting to the kernel …</h3><p>If this stays, run the cell again.</p></div>`
      : !cur || !rows.has(cur) ? emptyHtml() : !d ? `<div class="rv-empty"><p class="rv-quiet">Loading …</p></div>`
      : cardHtml({ ...d, me: info.reviewer }, { diff, typed: todo(cur) ? typedOf(cur) : null });
    card.dataset.id = d ? cur : "";
    card.scrollTop = y;
    if (held) root.focus({ preventScroll: true });     // else the next key would reach the notebook
    if (mode !== "reject") drawActs();                // a note may be half typed there
  }
  function emptyHtml() {
    const by = Object.entries(progress?.by_verdict ?? {}).map(([v, n]) => `${n} ${AFTER[v] ?? v}`).join(" · ");
    const more = progress?.waiting ?? 0;
    if (rows.size) return `<div class="rv-empty"><h3>All ${rows.size} are done</h3><p>${esc(by)}</p>${more ? `<p>${more} more wait.</p><button class="rv-go" data-do="more">Take the next ones <kbd>M</kbd></button>` : `<p>Nothing else waits. Generate a batch: <code>c.generate(size=20)</code></p>`}</div>`;
    return `<div class="rv-empty"><h3>Nothing waits for review</h3>${more ? `<p>${more} packages wait, but colleagues hold them. Leases run out; look again later.</p><button class="rv-go" data-do="more">Look again <kbd>M</kbd></button>` : `<p>Generate a batch: <code>c.generate(size=20)</code></p>`}</div>`;
  }
  const button = (key, text, what, kind = "", off = "") => `<button class="${kind}" data-do="${what}" ${off ? `disabled title="${esc(off)}"` : ""}>${text} <kbd>${key}</kbd></button>`;
  function drawActs() {
    const d = details.get(cur), blocking = d?.findings?.filter((f) => f.severity === "block") ?? [];
    if (mode === "edit") acts.innerHTML = `${button("Ctrl Enter", "Save and next", "save", "rv-go")}${button("Esc", "Leave", "leave")}<span class="rv-hint">Typed text is kept in this tab until it is saved.</span>`;
    else if (mode === "reject") acts.innerHTML = `<div class="rv-reasons"><b>Reject because</b>${reasons.map(([code, text], i) => `<button data-reason="${esc(code)}" class="${chosen === code ? "rv-on" : ""}"><kbd>${i + 1}</kbd> ${esc(text)}</button>`).join("")}
      <div class="rv-note"><input aria-label="Note" placeholder="${chosen === "other" ? "What was wrong? (needed)" : "Note (optional): Shift + digit"}" maxlength="2000">${chosen ? button("Ctrl Enter", "Reject", "reject-note", "rv-stop") : ""}${button("Esc", "Leave", "leave")}</div></div>`;
    else if (!d || d.error || !todo(cur)) acts.innerHTML = d && !d.error && rows.has(cur) ? `${button("N", "Next to do", "next", "rv-go")}${d.decision ? button("U", "Undo", "undo-this") : ""}` : "";
    else acts.innerHTML = `${button("A", "Approve", "approve", "rv-go", !d.draft ? "There is no draft" : blocking.length ? `Must change first: ${blocking[0].message}` : "")}${button("E", "Edit", "edit")}${button("X", "Reject", "reject", "rv-stop")}${button("H", "Hold", "hold")}${button("S", "Skip", "skip")}${mine.length ? button("U", "Undo", "undo") : ""}<span class="rv-clock"></span>`;
    drawClock();
  }
  function drawBar() {
    const all = rows.size, done = [...rows.values()].filter((r) => r.status !== "waiting").length, left = all - done, p = progress;
    $(".rv-progress > div").style.width = all ? `${(100 * done) / all}%` : "0";
    $(".rv-done").textContent = all ? `${done} of ${all} reviewed` : "";
    const pace = p?.median_seconds ? `median ${duration(p.median_seconds)}${left ? ` · about ${duration(Math.max(60, left * p.median_seconds)).replace(/:\d\d$/, " min")} left` : ""}` : "";
    const beyond = p ? p.waiting - p.left : 0;
    $(".rv-pace").textContent = [pace, beyond > 0 ? `${beyond} more wait` : "", p?.held ? `${p.held} on hold` : ""].filter(Boolean).join(" · ");
  }
  function drawSave() {
    const n = outbox.entries.size, late = outbox.late, save = $(".rv-save");
    save.textContent = !started ? "" : late ? `NOT SAVED: ${late}` : n ? "saving …" : "all saved";
    save.dataset.state = late ? "late" : n ? "saving" : "saved";
    const text = late ? `<b>NOT SAVED: ${late} ${late === 1 ? "verdict" : "verdicts"}.</b> The kernel is busy or gone. Nothing is lost: it is kept in this browser tab and sent again. After a restart, run the cell again. <button class="rv-small" data-do="discard">Discard</button>`
      : refused ? `<b>Not saved: ${esc(refused.account)}.</b> ${esc(refused.error)}${refused.mend ? `. ${esc(refused.mend[0].toUpperCase() + refused.mend.slice(1))}` : ""}. <button class="rv-small" data-do="dismiss">OK</button>` : "";
    if (alertBox.dataset.text !== text) { alertBox.dataset.text = text; alertBox.innerHTML = text; }
    alertBox.hidden = !text;
    alertBox.dataset.kind = late ? "late" : "refused";
  }
  function drawClock() {
    const clock = $(".rv-clock"), s = spent.get(cur) ?? 0;
    if (clock) { clock.textContent = `${duration(s / 1000)} of ${duration(info.target)}`; clock.dataset.over = s / 1000 > info.target ? 1 : 0; }
  }
  const draw = () => { drawList(); drawCard(); drawBar(); drawSave(); };

  // Moving ----------------------------------------------------------------------------------------------------------
  function arrange() {
    const text = find.value.trim().toLowerCase();
    order = [...rows.values()].filter((r) => (filter === "all" || (filter === "waiting") === (r.status === "waiting"))
      && (!text || `${r.account} ${r.contact} ${r.angle} ${r.signal} ${r.tier}`.toLowerCase().replaceAll("_", " ").includes(text))).map((r) => r.package_id);
    pad.style.height = `${order.length * ROW}px`;
  }
  function need() {                                    // this package and the next ones, in one message
    const i = Math.max(0, order.indexOf(cur)), now = performance.now();
    const ids = [cur, ...order.slice(Math.max(0, i - 2), i + 10)].filter((id, k, a) => id && a.indexOf(id) === k && !details.has(id) && now - (asked.get(id) ?? -1e9) > 700);
    for (const id of ids) asked.set(id, now);
    if (ids.length) send({ op: "get", ids });
  }
  function go(id) {
    account();
    if (mode === "reject") mode = "list";
    cur = id ?? "";
    if (cur) shelf.set("at", cur);
    need();
    inSight();
    draw();
  }
  function inSight() {
    const i = order.indexOf(cur), y = i * ROW;
    if (i >= 0 && y < list.scrollTop) list.scrollTop = y;
    else if (i >= 0 && y + ROW > list.scrollTop + list.clientHeight) list.scrollTop = y + ROW - list.clientHeight;
  }
  const step = (by) => { const i = order.indexOf(cur); if (order.length) go(order[Math.max(0, Math.min(order.length - 1, i + by))]); };
  function nextTodo(from = cur) {
    const i = order.indexOf(from), round = [...order.slice(i + 1), ...order.slice(0, Math.max(i, 0))];
    go(round.find(todo) ?? [...rows.keys()].find(todo) ?? "");
  }

  // Time: only while the tab is visible and the person is active ---------------------------------------------------
  function account() {
    const now = performance.now();
    if (cur && todo(cur) && !document.hidden && now - active < IDLE) spent.set(cur, (spent.get(cur) ?? 0) + Math.min(now - last, 2000));
    last = now;
  }

  // Verdicts --------------------------------------------------------------------------------------------------------
  function decide(id, verdict, extra = {}) {
    if (!todo(id) || !details.has(id)) return;         // nobody decides on what they have not seen
    account();
    refused = null;
    rows.get(id).status = AFTER[verdict];
    mine.push(id);
    outbox.add(id, { op: "decide", verdict, seconds: Math.round((spent.get(id) ?? 0) / 100) / 10, ...extra });
    mode = "list";
    nextTodo(id);
  }
  function undo(id = mine.findLast((m) => !todo(m))) {
    if (!id || !rows.has(id) || todo(id)) return;
    mine.splice(mine.lastIndexOf(id) >>> 0, 1);
    Object.assign(rows.get(id), { status: "waiting", verdict: "", seconds: null });
    if (details.has(id)) details.set(id, { ...details.get(id), status: "waiting", decision: null });
    spent.set(id, 0);
    outbox.add(id, { op: "undo" });
    if (filter === "done") filter = "all";
    arrange();
    go(id);
  }
  function edit() {
    const d = details.get(cur);
    if (!d?.draft || !todo(cur)) return;
    const text = typedOf(cur) ?? { subject: d.subject, body: d.body };
    drawCard();
    mode = "edit"; bound = cur;
    const box = card.querySelector(".rv-draft");
    box.innerHTML = `<h4>Edit <span class="rv-drafter">the checks run again as you type</span></h4><div class="rv-paper rv-editing"><label class="rv-subject"><span>Subject</span><input class="rv-e-subject" maxlength="300"></label><textarea class="rv-e-body" aria-label="Body" spellcheck="true"></textarea></div><div class="rv-checked">${findingsHtml(d.findings)}</div>`;
    box.querySelector(".rv-e-subject").value = text.subject;
    const area = box.querySelector("textarea");
    area.value = text.body;
    grow(area);
    area.focus({ preventScroll: true });
    area.setSelectionRange(area.value.length, area.value.length);
    if (typedOf(cur)) check();
    drawActs();
  }
  const grow = (area) => { area.style.height = "auto"; area.style.height = `${area.scrollHeight + 4}px`; };
  const editor = () => ({ subject: card.querySelector(".rv-e-subject")?.value ?? "", body: card.querySelector(".rv-e-body")?.value ?? "" });
  const changed = (id, t) => { const d = details.get(id); return t.subject.trim() !== d.subject || t.body.trim() !== d.body; };
  function typing() {
    const t = editor();
    shelf.set(`text:${bound}`, changed(bound, t) ? t : null);
    clearTimeout(checkTimer);
    checkTimer = setTimeout(check, 500);
  }
  function check() { if (mode === "edit") send({ op: "check", id: bound, n: ++checks, ...editor() }); }
  function leave() {
    if (mode === "edit") typing();
    clearTimeout(checkTimer);
    mode = "list"; chosen = "";
    drawCard(); drawList();
    root.focus({ preventScroll: true });
  }
  function save() {                                    // bound to the package that the editor was opened on
    const id = bound, t = editor();
    leave();
    if (changed(id, t)) decide(id, "edit", t);
    else decide(id, "approve");
  }
  function reject(code, withNote = false) {
    if (mode !== "reject" || !code) return;
    const note = acts.querySelector(".rv-note input")?.value.trim() ?? "";
    if (withNote || (code === "other" && !note)) {
      chosen = code;
      drawActs();
      const box = acts.querySelector(".rv-note input");
      box.value = note;
      box.focus();
      return;
    }
    const id = bound;
    chosen = "";
    decide(id, "reject", { reason: code, note });
    root.focus({ preventScroll: true });
  }
  const DO = {
    approve: () => decide(cur, "approve"), edit, hold: () => decide(cur, "hold"), skip: () => nextTodo(), next: () => nextTodo(),
    reject: () => { if (todo(cur) && details.get(cur)?.draft) { mode = "reject"; bound = cur; chosen = ""; drawActs(); } },
    "reject-note": () => reject(chosen), undo: () => undo(), "undo-this": () => undo(cur), save, leave,
    diff: () => { diff = !diff; drawCard(); }, forget: () => { shelf.set(`text:${cur}`, null); draw(); },
    filter: () => { filter = { all: "waiting", waiting: "done", done: "all" }[filter]; arrange(); draw(); },
    more: () => ask("more"), help: () => help(), dismiss: () => { refused = null; drawSave(); },
    discard: (b) => { if (b.dataset.sure) { for (const id of new Set([...outbox.entries.values()].map((e) => e.id))) outbox.drop(id); ask("init"); } else { b.dataset.sure = "1"; b.textContent = "Really discard?"; } },
  };
  function help(show = $(".rv-help").hidden) {
    const box = $(".rv-help");
    box.hidden = !show;
    box.innerHTML = `<div><h3>Keys</h3><dl>${HELP.map(([k, t]) => `<dt>${k.split(" ").map((x) => `<kbd>${x}</kbd>`).join(" ")}</dt><dd>${t}</dd>`).join("")}</dl><p class="rv-quiet">Any key closes this.</p></div>`;
    if (show) root.focus({ preventScroll: true });
  }

  // Keys ------------------------------------------------------------------------------------------------------------
  const KEYS = {
    a: "approve", e: "edit", x: "reject", h: "hold", s: "skip", u: "undo", n: "next", d: "diff", f: "filter", m: "more",
  };
  const MOVES = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1, PageDown: 8, PageUp: -8, Home: -1e9, End: 1e9 };
  root.addEventListener("keydown", (e) => {
    e.stopPropagation();                               // with data-lm-suppress-shortcuts: no key reaches the notebook
    active = performance.now();
    const control = e.ctrlKey || e.metaKey, into = e.target instanceof HTMLElement && e.target.matches("input, textarea");
    if (control && e.key.toLowerCase() === "s") { e.preventDefault(); return; }
    if (!$(".rv-help").hidden) { e.preventDefault(); help(false); return; }
    if (control && e.key === "Enter") { e.preventDefault(); if (e.repeat) return; if (mode === "edit") save(); else if (mode === "reject" && chosen) reject(chosen); return; }
    if (e.key === "Escape") { e.preventDefault(); if (e.target === find) { find.value = ""; arrange(); draw(); root.focus({ preventScroll: true }); } else if (mode !== "list") leave(); return; }
    if (e.target === find && (e.key === "Enter" || e.key === "ArrowDown")) { e.preventDefault(); root.focus({ preventScroll: true }); if (!order.includes(cur)) go(order[0]); return; }
    if (into || e.altKey || mode === "edit") return;
    if (control) { if (e.key.toLowerCase() === "z" && mode === "list" && !e.repeat) { e.preventDefault(); undo(); } return; }
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(e.code) ?? /^([1-9])$/.exec(e.key);
    if (mode === "reject") {
      if (digit) { e.preventDefault(); if (!e.repeat) reject(reasons[+digit[1] - 1]?.[0], e.shiftKey); }
      return;
    }
    if (e.key === "?") { e.preventDefault(); help(true); return; }
    if (e.key === "/") { e.preventDefault(); find.focus(); return; }
    const key = e.key.length === 1 ? e.key.toLowerCase() : e.key;
    if (key in MOVES) { e.preventDefault(); step(MOVES[key]); return; }
    if (key === "o") { e.preventDefault(); if (!e.repeat) card.querySelector(".rv-fact a")?.click(); return; }
    if (key in KEYS) { e.preventDefault(); if (!e.repeat && !card.querySelector(`[data-do=${KEYS[key]}]:disabled`) && !acts.querySelector(`[data-do=${KEYS[key]}]:disabled`)) DO[KEYS[key]](); }
  }, on);
  root.addEventListener("click", (e) => {
    active = performance.now();
    const t = e.target instanceof Element ? e.target : root, row = t.closest(".rv-row"), b = t.closest("[data-do]"), r = t.closest("[data-reason]");
    if (!$(".rv-help").hidden && !b) help(false);
    if (row && mode !== "edit") { go(row.dataset.id); root.focus({ preventScroll: true }); }
    else if (row) { acts.querySelector(".rv-hint")?.classList.add("rv-now"); card.querySelector("textarea")?.focus(); }
    if (r) reject(r.dataset.reason);
    else if (b && !b.disabled) { DO[b.dataset.do](b); if (mode === "list") root.focus({ preventScroll: true }); }
  }, on);
  root.addEventListener("input", (e) => {
    if (e.target === find) { arrange(); draw(); }
    else if (mode === "edit") { if (e.target.matches("textarea")) grow(e.target); typing(); }
  }, on);
  const light = (e, lit) => {
    const t = e.target instanceof Element ? e.target.closest("[data-facts], [data-fact]") : null;
    if (!t) return;
    for (const m of card.querySelectorAll(".rv-lit")) m.classList.remove("rv-lit");
    if (!lit) return;
    const ids = t.dataset.fact ? [t.dataset.fact] : t.dataset.facts.split(" ");
    for (const f of card.querySelectorAll("[data-fact]")) if (ids.includes(f.dataset.fact)) f.classList.add("rv-lit");
    for (const c of card.querySelectorAll("[data-facts]")) if (t === c || (t.dataset.fact && c.dataset.facts.split(" ").some((f) => ids.includes(f)))) c.classList.add("rv-lit");
  };
  for (const [name, lit] of /** @type {[string, boolean][]} */ ([["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]])) card.addEventListener(name, (e) => light(e, lit), on);
  for (const name of ["mousemove", "wheel", "pointerdown"]) root.addEventListener(name, () => { active = performance.now(); }, { ...on, passive: true });
  list.addEventListener("scroll", drawList, { ...on, passive: true });
  window.addEventListener("beforeunload", (e) => { if (outbox.entries.size || mode === "edit") e.preventDefault(); }, on);

  // Messages --------------------------------------------------------------------------------------------------------
  const setRow = (values) => { const r = Object.fromEntries(columns.map((c, i) => [c, values[i]])); rows.set(r.package_id, r); return r.package_id; };
  let columns = [], asking = false;
  const ask = (op) => { asking = true; send({ op, view }); };
  function onQueue(m) {
    if (m.view !== view || !asking) return;            // an answer to a question that was asked twice
    asking = false;
    ({ columns, reasons, progress } = m);
    info = m;
    rows = new Map();
    for (const values of m.rows) setRow(values);
    for (const d of m.first) details.set(d.id, d);
    const first = !started;
    if (first) {
      started = true;
      shelf = new Shelf(`hitl:${m.key}`);
      const style = document.createElement("style");   // the plain table is for those who cannot see this view
      style.textContent = `.rv-still[data-rv="${CSS.escape(m.still)}"]{display:none}`;
      el.append(style);
    }
    if (first) outbox.restore(shelf);
    for (const e of outbox.entries.values()) if (rows.has(e.id)) rows.get(e.id).status = e.message.op === "undo" ? "waiting" : AFTER[e.message.verdict];
    mine.splice(0, mine.length, ...[...rows.values()].filter((r) => r.verdict && r.reviewer === m.reviewer).map((r) => r.package_id), ...[...outbox.entries.values()].filter((e) => e.message.op === "decide").map((e) => e.id));
    arrange();
    const at = first ? shelf.get("at", "") : cur, keep = rows.has(at) && todo(at);
    go(keep ? at : order.find(todo) ?? "");
    if (first && keep && typedOf(at)) { if (details.has(at)) edit(); else reopen = at; }
  }
  let reopen = "";
  function onAnswer(m) {
    if (m.op === "queue") onQueue(m);
    else if (m.op === "details") {
      for (const d of m.items) if (!outbox.has(d.id)) details.set(d.id, d);
      if (m.items.some((d) => d.id === cur)) { drawCard(); if (reopen && reopen === cur && mode === "list") edit(); reopen = ""; }
    } else if (m.op === "ack") {
      const entry = outbox.settle(m.uid);
      progress = m.progress;
      const id = m.card.id;
      if (entry && entry.message.op === "decide") shelf.set(`text:${id}`, null);
      if (!outbox.has(id) && rows.has(id)) { setRow(m.row); details.set(id, m.card); if (id === cur) drawCard(); }
      drawList(); drawBar(); drawSave();
    } else if (m.op === "nack") onRefusal(m);
    else if (m.op === "progress") { progress = m.progress; drawBar(); }
    else if (m.op === "checked" && mode === "edit" && m.id === bound && m.n === checks) card.querySelector(".rv-checked").innerHTML = findingsHtml(m.findings);
  }
  function onRefusal(m) {
    if (m.again) return;                               // the store is away: the outbox sends it again
    const entry = outbox.settle(m.uid);
    if (!entry) { if (!m.uid) { refused = { account: "", error: m.error, mend: m.mend }; drawSave(); } return; }
    outbox.drop(entry.id);
    const r = rows.get(entry.id), index = mine.lastIndexOf(entry.id);
    if (entry.message.op === "decide" && index >= 0) mine.splice(index, 1);
    if (entry.message.verdict === "edit") shelf.set(`text:${entry.id}`, { subject: entry.message.subject, body: entry.message.body });
    refused = { account: r?.account ?? entry.id, error: m.error, mend: m.mend };
    if (m.row) { setRow(m.row); details.set(entry.id, m.card); }
    if (mode === "list" && r) go(entry.id); else { drawList(); drawBar(); }
    drawSave();
  }
  model.on("msg:custom", onAnswer);
  const clock = setInterval(() => {
    const now = performance.now();
    account(); outbox.flush(); drawClock(); need();
    if (!started && now - opened > 1500) { opened = now; ask("init"); }
    if (started && now - active < IDLE && now - renewed > (info.lease * 1000) / 4) { renewed = now; send({ op: "renew" }); }
  }, 400);
  let opened = performance.now();
  const size = new ResizeObserver(() => { inSight(); drawList(); });
  size.observe(list);
  draw();
  ask("init");
  return () => { clearInterval(clock); clearTimeout(checkTimer); size.disconnect(); stop.abort(); model.off("msg:custom", onAnswer); };
}
export default { render };
