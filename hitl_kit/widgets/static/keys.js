// Keys: which key means which act, and the help that names them. Nothing is done here.

const HELP = [["A", "Approve, next"], ["E", "Edit"], ["Ctrl Enter", "Save the edit or the note, next"], ["Esc", "Leave (typed text is kept)"],
  ["X 1–8", "Reject with that reason, next"], ["X Shift 1–8", "The same, with a note"], ["H", "Hold"], ["S", "Skip"],
  ["U, Ctrl Z", "Undo: the verdict in view, else your last"], ["J K ↓ ↑", "Next, previous"], ["PgDn PgUp Home End", "Further"],
  ["N", "Next to do"], ["D", "Changes or result of an edit"], ["O", "Open the first source"], ["/", "Search; Enter leaves it, Esc clears it"],
  ["F", "All, to do, done"], ["M", "Take more packages"], ["?", "This help"]];
const LETTERS = {
  a: "approve", e: "edit", x: "reject", h: "hold", s: "skip", u: "undo", n: "next", d: "diff", f: "filter", m: "more",
};
const MOVES = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1, PageDown: 8, PageUp: -8, Home: -1e9, End: 1e9 };

/** The help, as HTML. */
export const helpHtml = () => `<div><h3>Keys</h3><dl>${HELP.map(([k, t]) => `<dt>${k.split(" ").map((x) => `<kbd>${x}</kbd>`).join(" ")}</dt><dd>${t}</dd>`).join("")}</dl><p class="rv-quiet">Any key closes this.</p></div>`;

/** @typedef {"list" | "edit" | "reject"} Mode */
/** @typedef {[act: string, ...values: any[]]} Act an act and its values; "nothing" only keeps the key from the browser */

/**
 * What a key means here, or null for a key that is the browser's or the field's. A key held down decides once.
 * @param {KeyboardEvent} e @param {{mode: Mode, helping: boolean, searching: boolean}} at @returns {Act | null}
 */
export function keyAct(e, { mode, helping, searching }) {
  const control = e.ctrlKey || e.metaKey, key = e.key.length === 1 ? e.key.toLowerCase() : e.key;
  /** @type {(...act: Act) => Act} */
  const once = (...act) => (e.repeat ? ["nothing"] : act);
  if (control && key === "s") return ["nothing"];
  if (helping) return ["help"];
  if (control && key === "Enter") return mode === "edit" ? once("save") : mode === "reject" ? once("reject-note") : ["nothing"];
  if (key === "Escape") return searching ? ["search-clear"] : mode === "list" ? ["nothing"] : ["leave"];
  if (searching && (key === "Enter" || key === "ArrowDown")) return ["search-done"];
  if (e.altKey || mode === "edit" || (e.target instanceof HTMLElement && e.target.matches("input, textarea"))) return null;
  if (control) return key === "z" && mode === "list" && !e.repeat ? ["undo"] : null;
  if (mode === "reject") {
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(e.code) ?? /^([1-9])$/.exec(e.key);
    return digit ? once("reason", +digit[1], e.shiftKey) : null;
  }
  if (key === "?") return ["help"];
  if (key === "/") return ["search"];
  if (key in MOVES) return ["step", MOVES[key]];
  if (key === "o") return once("source");
  return key in LETTERS ? once(LETTERS[key]) : null;
}
