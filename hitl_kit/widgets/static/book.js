// Book: what the grid knows. The queue, the packages that were looked at, the text that is typed, the verdicts given here.
import { Shelf } from "./outbox.js";

/** The status that each verdict leaves. */
export const AFTER = { approve: "approved", edit: "edited", reject: "rejected", hold: "held" };

/** @typedef {{subject: string, body: string}} Mail */
/** @typedef {{target: number, lease: number, reviewer: string, campaign: string, can_rewrite: boolean, has_plays: boolean}} Info */
/** @typedef {ReturnType<typeof newBook>} Book */

/** An empty book; the kernel's queue fills it. */
export function newBook() {
  /** @type {Map<string, any>} */ const rows = new Map();
  /** @type {Map<string, any>} */ const details = new Map();
  /** The reviewer's own queue. @type {Set<string>} */ const morning = new Set();
  /** Verdicts given here, the newest last; those of one bulk verdict together. @type {string[][]} */ let given = [];
  /** Which version of a draft is shown. @type {Map<string, string>} */ const versions = new Map();
  /** What another version was asked for and has not come. @type {Map<string, string>} */ const asked = new Map();
  /** @type {string[]} */ let columns = [];
  const todo = (id) => rows.get(id)?.status === "waiting";

  /** @param {any} m */
  function take(m) {
    const repeated = new Set(m.packed ?? []), ids = [];
    for (const values of m.rows) ids.push(book.setRow(m.words ? values.map((v, i) => (repeated.has(i) ? m.words[v] : v)) : values));
    return ids;
  }

  const book = {
    rows, details, todo, morning, asked,
    started: false,
    /** How far all packages of the campaign have come in. @type {"no" | "loading" | "yes"} */ all: "no",
    /** @type {[string, string][]} */ reasons: [],
    /** @type {any} */ progress: null,
    /** @type {any} */ summary: null,
    /** @type {Info} */ info: { target: 300, lease: 1800, reviewer: "", campaign: "", can_rewrite: false, has_plays: false },
    shelf: new Shelf("hitl:none"),

    /** Take the kernel's queue in; the first one names the shelf. @param {any} m */
    load(m) {
      columns = m.columns;
      Object.assign(book, { reasons: m.reasons, progress: m.progress, info: m, all: "no" });
      rows.clear();
      morning.clear();
      for (const id of take(m)) morning.add(id);
      for (const d of m.first) details.set(d.id, d);
      if (!book.started) book.shelf = new Shelf(`hitl:${m.key}`);
      book.started = true;
    },

    /** Take in a page of all packages; those that are known already are kept. @param {any} m @returns {string} the last id */
    loadMore(m) {
      const mine = new Map([...morning].map((id) => [id, rows.get(id)])), ids = take(m);
      for (const [id, row] of mine) rows.set(id, row);
      book.all = m.done ? "yes" : "loading";
      return ids[ids.length - 1] ?? "";
    },

    /** What is not yet confirmed stands above what the kernel knew. @param {import("./outbox.js").Entry[]} entries */
    overlay(entries) {
      const undo = (m) => m.op === "undo" || m.verdict === "undo";
      for (const e of entries) for (const id of e.ids) if (rows.has(id)) rows.get(id).status = undo(e.message) ? "waiting" : AFTER[e.message.verdict];
      const known = [...rows.values()].filter((r) => r.verdict && r.reviewer === book.info.reviewer).map((r) => [r.package_id]);
      given = [...known, ...entries.filter((e) => !undo(e.message)).map((e) => e.ids)];
    },

    /** A row as the kernel sends it; columns that are missing are empty. @param {any[]} values @returns {string} its id */
    setRow(values) {
      const row = Object.fromEntries(columns.map((c, i) => [c, i < values.length ? values[i] : c === "seconds" ? null : ""]));
      rows.set(row.package_id, row);
      return row.package_id;
    },

    /** The package as it is shown: with the version of its draft that was chosen. @param {string} id @returns {any} */
    shown(id) {
      const d = details.get(id), v = d?.versions?.find((x) => x.draft.sha256 === versions.get(id));
      if (!v || d.decision || v.draft.sha256 === d.draft.sha256) return d;
      return { ...d, draft: v.draft, subject: v.draft.subject, body: v.draft.body, findings: v.findings };
    },
    /** Show the version before, round and round; whether there is another. @param {string} id */
    turnVersion(id) {
      const d = book.shown(id), all = d?.versions ?? [];
      if (all.length < 2 || d.decision) return false;
      const i = all.findIndex((v) => v.draft.sha256 === d.draft.sha256);
      versions.set(id, all[(i + all.length - 1) % all.length].draft.sha256);
      return true;
    },
    /** Show the newest. @param {string} id */
    newestVersion(id) { versions.delete(id); },

    /** The text that was typed and not saved, if any. @param {string} id @returns {Mail | null} */
    typed: (id) => book.shelf.get(`text:${id}`, null),
    /** @param {string} id @param {Mail | null} text */
    keep: (id, text) => book.shelf.set(`text:${id}`, text),

    /** What was skipped comes last. @returns {Set<string>} */
    skipped: () => new Set(book.shelf.get("skipped", [])),
    /** @param {string} id @param {boolean} on */
    skip(id, on) {
      const before = book.shelf.get("skipped", []), rest = before.filter((x) => x !== id && todo(x));
      if (!on && !before.length) return;
      book.shelf.set("skipped", on ? [...rest, id] : rest.length ? rest : null);
    },

    /** @param {string[]} ids @param {keyof typeof AFTER} verdict */
    decide(ids, verdict) {
      for (const id of ids) { if (rows.has(id)) rows.get(id).status = AFTER[verdict]; morning.add(id); }
      given.push(ids);
    },
    /** The verdict was refused: it never was. @param {string[]} ids */
    forget(ids) {
      const i = given.findLastIndex((g) => ids.every((id) => g.includes(id)));
      if (i < 0) return;
      const rest = given[i].filter((id) => !ids.includes(id));
      given.splice(i, 1, ...(rest.length ? [rest] : []));
    },
    /** @param {string[]} ids */
    undo(ids) {
      book.forget(ids);
      for (const id of ids) {
        if (rows.has(id)) Object.assign(rows.get(id), { status: "waiting", verdict: "", reviewer: "", seconds: null });
        if (details.has(id)) details.set(id, { ...details.get(id), status: "waiting", decision: null });
      }
    },
    /** The packages of the last verdict that stands. @returns {string[]} */
    lastDecided() {
      const stands = (id) => rows.has(id) && !todo(id) && rows.get(id).status !== "revealed";    // what is revealed is over
      return (given.findLast((g) => g.some(stands)) ?? []).filter(stands);
    },
    hasDecided: () => given.length > 0,
  };
  return book;
}
