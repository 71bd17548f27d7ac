// Answers: what the kernel says, taken into the book, the outbox and the screen.
import { hideStill } from "./still.js";

const PAUSE_BEFORE_STILL = 1500;                       // the plain table of the notebook is not in the way of the next verdict

/**
 * @typedef {{
 *   el: HTMLElement, view: string, book: import("./book.js").Book, outbox: import("./outbox.js").Outbox, bar: any, queue: any, find: any,
 *   editor: any, dialog: any, plays: any, mode: () => string, current: () => string, go: (id: string | undefined) => void, edit: () => void,
 *   draw: () => void, drawCard: () => void, drawList: () => void, arrange: () => void, ask: (op: string, extra?: any) => void, send: (m: any) => void,
 *   awaited: () => boolean, showSummary: (m: any) => void,
 * }} Screen
 */

/** What each kind of message does. @param {Screen} s @returns {Record<string, (m: any) => void>} */
export function answers(s) {
  const { book, outbox, bar, queue } = s, { rows, details } = book;
  let reopen = "", pause = 0;

  function onQueue(m) {
    const first = !book.started, at = s.current();
    book.load(m);
    if (first) { hideStill(s.el, m.still); s.el.querySelector("[data-do=plays]")?.toggleAttribute("hidden", !m.has_plays); outbox.restore(book.shelf); s.find.restore(); }
    book.overlay([...outbox.entries.values()]);
    if (s.find.view.scope === "all") s.ask("rows", { after: "" });
    s.arrange();
    const was = first ? book.shelf.get("at", "") : at, keep = book.todo(was);
    s.go(keep ? was : queue.firstTodo());
    if (first && keep && book.typed(was)) { if (details.has(was)) s.edit(); else reopen = was; }
  }

  function onRows(m) {
    if (m.view !== s.view || book.all === "yes") return;
    const last = book.loadMore(m);
    book.overlay([...outbox.entries.values()]);
    if (!m.done && last) s.send({ op: "rows", view: s.view, after: last });
    s.arrange();
    s.drawList();
    if (m.done && !rows.has(s.current())) s.go(queue.firstTodo() ?? queue.first());
  }

  function onDetails(m) {
    for (const d of m.items) if (!outbox.unsaved.has(d.id)) details.set(d.id, d);
    if (!m.items.some((d) => d.id === s.current())) return;
    s.drawCard();
    if (reopen && reopen === s.current() && s.mode() === "list") s.edit();
    reopen = "";
  }

  /** The kernel's rows and card, for packages about which nothing else is on its way. */
  function take(m) {
    for (const row of [...(m.rows ?? []), ...(m.row ? [m.row] : [])]) if (!outbox.unsaved.has(row[0])) { book.setRow(row); if (!m.card) details.delete(row[0]); }
    if (m.card && !outbox.unsaved.has(m.card.id)) details.set(m.card.id, m.card);
  }

  /** Some drafts are planted to measure the review: the verdict on one is answered with what it was. */
  function reveal(m) {
    const names = (m.rows ?? []).map((r) => rows.get(r[0])).filter((r) => r?.status === "revealed").map((r) => r.account);
    const several = names.length ? `Planted to see whether a defect is noticed: ${names.join(", ")}. Open ${names.length === 1 ? "it" : "them"} to see what was wrong.` : "";
    const said = m.said ? `${rows.get(m.row?.[0])?.account ?? ""}: ${m.said}` : several;
    if (said) { bar.tell(said); bar.say(said); }
  }

  function onSaved(m) {
    const entry = outbox.settle(m.uid);
    bar.away("");
    book.progress = m.progress;
    if (entry?.message.op === "decide") book.keep(entry.ids[0], null);
    take(m);
    reveal(m);
    if (entry?.ids.includes(s.current()) || !rows.has(s.current())) s.drawCard();
    clearTimeout(pause);
    pause = setTimeout(() => s.send({ op: "still" }), PAUSE_BEFORE_STILL);
    if (!outbox.entries.size && !rows.has(s.current())) s.send({ op: "summary" });
    s.drawList(); bar.drawProgress(); bar.drawSave();
  }

  function onRefused(m) {
    if (m.again) { bar.away(m.error); return; }        // the ledger is away: the outbox sends it again
    const entry = outbox.settle(m.uid), why = { error: m.error, mend: m.mend };
    if (!entry) { bar.refuse({ account: "", ...why }); return; }
    const { ids, message } = entry, id = ids[0], row = rows.get(id);
    outbox.drop(ids);
    if (message.op === "decide" || (message.op === "bulk" && message.verdict !== "undo")) book.forget(ids);
    if (message.verdict === "edit") book.keep(id, { subject: message.subject, body: message.body });
    take(m);
    bar.did("");
    if (message.op === "bulk") s.ask("init");          // whatever stands now
    else if (s.mode() === "list" && row) s.go(id);
    else { s.drawList(); bar.drawProgress(); }
    bar.refuse({ account: ids.length > 1 ? `${ids.length} packages` : row?.account ?? id, ...why });
  }

  function onRewritten(m) {
    const account = rows.get(m.id)?.account ?? "";
    book.asked.delete(m.id);
    take(m);
    if (m.error) bar.refuse({ account: "", error: `${account}: ${m.error}`, mend: m.mend });
    else { book.shelf.set(`ask:${m.id}`, null); book.newestVersion(m.id); bar.did(`Another version for ${account} is here`, false); bar.say(`Another version for ${account} is here`); }
    s.drawList();
    if (m.id === s.current()) s.drawCard();
  }

  return {
    rows: onRows, details: onDetails, ack: onSaved, nack: onRefused, rewritten: onRewritten,
    queue(m) { if (m.view === s.view && s.awaited()) onQueue(m); },      // not an answer to a question that was asked twice
    progress(m) { book.progress = m.progress; bar.drawProgress(); },
    checked(m) { if (s.mode() === "edit") s.editor.checked(m); },
    cover(m) { s.dialog.cover(m); },
    plays(m) { s.plays.take(m); },
    "plays-refused": (m) => s.plays.failed(m),
    summary(m) { book.summary = m; s.showSummary(m); if (!rows.has(s.current())) s.drawCard(); },
  };
}
