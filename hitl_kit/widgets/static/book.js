// Book: what the grid knows. The queue, the packages that were looked at, the text that is typed, the verdicts given here.
import { Shelf } from "./outbox.js";

/** The status that each verdict leaves. */
export const AFTER = { approve: "approved", edit: "edited", reject: "rejected", hold: "held" };

/** @typedef {{subject: string, body: string}} Mail */
/** @typedef {{target: number, lease: number, reviewer: string, campaign: string}} Info */
/** @typedef {ReturnType<typeof newBook>} Book */

/** An empty book; the kernel's queue fills it. */
export function newBook() {
  /** @type {Map<string, any>} */ const rows = new Map();
  /** @type {Map<string, any>} */ const details = new Map();
  /** @type {string[]} */ const mine = [];
  /** @type {string[]} */ let columns = [];
  const todo = (id) => rows.get(id)?.status === "waiting";

  const book = {
    rows, details, todo,
    started: false,
    /** @type {[string, string][]} */ reasons: [],
    /** @type {any} */ progress: null,
    /** @type {Info} */ info: { target: 300, lease: 1800, reviewer: "", campaign: "" },
    shelf: new Shelf("hitl:none"),

    /** Take the kernel's queue in; the first one names the shelf. @param {any} m */
    load(m) {
      columns = m.columns;
      Object.assign(book, { reasons: m.reasons, progress: m.progress, info: m });
      rows.clear();
      for (const values of m.rows) book.setRow(values);
      for (const d of m.first) details.set(d.id, d);
      if (!book.started) book.shelf = new Shelf(`hitl:${m.key}`);
      book.started = true;
    },

    /** What is not yet confirmed stands above what the kernel knew. @param {import("./outbox.js").Entry[]} entries */
    overlay(entries) {
      for (const e of entries) if (rows.has(e.id)) rows.get(e.id).status = e.message.op === "undo" ? "waiting" : AFTER[e.message.verdict];
      const known = [...rows.values()].filter((r) => r.verdict && r.reviewer === book.info.reviewer).map((r) => r.package_id);
      mine.splice(0, mine.length, ...known, ...entries.filter((e) => e.message.op === "decide").map((e) => e.id));
    },

    /** A row as the kernel sends it. @param {any[]} values */
    setRow(values) {
      const row = Object.fromEntries(columns.map((c, i) => [c, values[i]]));
      rows.set(row.package_id, row);
    },

    /** The text that was typed and not saved, if any. @param {string} id @returns {Mail | null} */
    typed: (id) => book.shelf.get(`text:${id}`, null),
    /** @param {string} id @param {Mail | null} text */
    keep: (id, text) => book.shelf.set(`text:${id}`, text),

    /** @param {string} id @param {keyof typeof AFTER} verdict */
    decide(id, verdict) {
      rows.get(id).status = AFTER[verdict];
      mine.push(id);
    },
    /** The verdict was refused: it never was. @param {string} id */
    forget(id) {
      const index = mine.lastIndexOf(id);
      if (index >= 0) mine.splice(index, 1);
    },
    /** @param {string} id */
    undo(id) {
      book.forget(id);
      Object.assign(rows.get(id), { status: "waiting", verdict: "", seconds: null });
      if (details.has(id)) details.set(id, { ...details.get(id), status: "waiting", decision: null });
    },
    /** The package of the last verdict that stands. @returns {string | undefined} */
    lastDecided: () => mine.findLast((id) => !todo(id)),
    hasDecided: () => mine.length > 0,
  };
  return book;
}
