// Acts: what can be done now, as HTML. With this package, with a selection, while a draft is edited, or with nothing.
import { AFTER } from "./book.js";
import { stays } from "./card.js";
import { summaryHtml } from "./summary.js";
import { esc, many, thousands } from "./text.js";

/** A button that names its key. @param {string} key @param {string} text @param {string} what its act @param {string} kind @param {string} off why it cannot be pressed */
export const button = (key, text, what, kind = "", off = "") =>
  `<button class="${kind}" data-do="${what}" ${off ? `disabled title="${esc(off)}"` : ""}>${text} <kbd>${key}</kbd></button>`;

/** While the draft is edited. */
export const editActs = () => `${button("Ctrl Enter", "Save and next", "save", "rv-go")}${button("Esc", "Leave", "leave")}<span class="rv-says"></span><span class="rv-hint">Typed text is kept in this browser until it is saved or discarded.</span>`;

/** With several packages selected. @param {number} n */
export const selectionActs = (n) => `<b class="rv-selected">${many(n, "package")} selected</b>${button("A", "Approve", "approve", "rv-go")}${button("X", "Reject", "reject", "rv-stop")}${button("H", "Hold", "hold")}${button("Esc", "Clear", "select-none")}`;

/** With the package in front. @param {any} d @param {{todo: boolean, known: boolean, mine: boolean, rewrite: boolean}} at */
export function packageActs(d, at) {
  if (d?.error || !at.known) return "";
  if (!at.todo) return d ? `${button("N", "Next to do", "next", "rv-go")}${d.decision && !stays(d) ? button("U", "Undo", "undo") : ""}` : "";
  const block = d?.findings?.find((f) => f.severity === "block"), unseen = d ? "" : "It is on its way";
  const off = unseen || (!d.draft ? "There is no draft" : block ? `Must change first: ${block.message}` : "");
  return `${button("A", "Approve", "approve", "rv-go", off)}${button("E", "Edit", "edit", "", unseen)}${button("X", "Reject", "reject", "rv-stop", unseen)}${button("H", "Hold", "hold", "", unseen)}${button("S", "Skip", "skip")}${at.rewrite && (!d || d.draft) ? button("W", "Write again", "rewrite", "", unseen) : ""}${at.mine ? button("U", "Undo", "undo") : ""}<span class="rv-clock"></span>`;
}

/** Before the kernel answers. */
export const connectingHtml = () => `<div class="rv-empty"><h3>Connecting to the kernel …</h3><p>If this stays, run the cell again.</p></div>`;

/** Before the package came. */
export const loadingHtml = () => `<div class="rv-empty"><p class="rv-quiet">Loading …</p></div>`;

/** When nothing waits here. @param {number} all how many there are in the reviewer's queue @param {any} progress @param {any} summary */
export function emptyHtml(all, progress, summary) {
  const by = Object.entries(progress?.by_verdict ?? {}).map(([v, n]) => `${n} ${AFTER[v] ?? v}`).join(" · ");
  const more = progress?.waiting ?? 0, take = (text) => button("M", text, "more", "rv-go");
  if (all) return `<div class="rv-empty"><h3>All ${thousands(all)} are done</h3><p>${esc(by)}</p>${summary ? summaryHtml(summary) : ""}${more ? `<p>${thousands(more)} more wait.</p>${take("Take the next ones")}` : `<p>Nothing else waits. Generate a batch: <code>c.generate(size=20)</code></p>`}</div>`;
  return `<div class="rv-empty"><h3>Nothing waits for review</h3>${more ? `<p>${many(more, "package")} ${more === 1 ? "waits" : "wait"}, but colleagues hold them. Leases run out; look again later.</p>${take("Look again")}` : `<p>Generate a batch: <code>c.generate(size=20)</code></p>`}</div>`;
}
