// Keys: which key means which act, and the help that names them. Nothing is done here.

const HELP = [["A", "Approve, next"], ["E", "Edit"], ["Ctrl Enter", "Save the edit or the note, next; confirm"], ["Esc", "Leave (typed text is kept)"],
  ["X 1–8", "Reject with that reason, next"], ["X Shift 1–8", "The same, with a note"], ["X C", "Reject: also the rest of the account"], ["X G", "Reject: also the rest with this angle"],
  ["H Shift H", "Hold; hold with a note"], ["S", "Skip: it comes back last"], ["W", "Write again, as you say"], ["B", "Other version of the draft"],
  ["U", "Undo: the verdict in view, else your last"], ["Ctrl Z", "Undo your last"], ["J K ↓ ↑", "Next, previous"], ["PgDn PgUp Home End", "Further"],
  ["N", "Next to do"], ["Space", "Select"], ["Shift J Shift K", "Select further"], ["Ctrl A", "Select all that wait in this view"],
  ["D", "Changes or result of an edit"], ["O", "Open the first source"], ["/", "Search; Enter leaves it, Esc clears it"],
  ["F", "Filter, sort, saved views"], ["V", "Next view"], ["M", "Take more packages"], ["T", "Summary of this session"], ["P", "Plays: approve, change or reject a pattern"], ["?", "This help"]];
const LETTERS = {
  a: "approve", e: "edit", x: "reject", h: "hold", s: "skip", u: "undo", n: "next", d: "diff", f: "filter", v: "view-next", m: "more",
  w: "rewrite", b: "version", t: "summary", p: "plays",
};
const MOVES = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1, PageDown: 8, PageUp: -8, Home: -1e9, End: 1e9 };
const CONFIRMS = { edit: "save", reject: "reject-note", ask: "answer", confirm: "bulk", plays: "play-say" };

/** The help, as HTML. */
export const helpHtml = () => `<div><h3>Keys</h3><dl>${HELP.map(([k, t]) => `<dt>${k.split(" ").map((x) => `<kbd>${x}</kbd>`).join(" ")}</dt><dd>${t}</dd>`).join("")}</dl><p class="rv-quiet">Any key closes this.</p></div>`;

/** @typedef {"list" | "edit" | "reject" | "ask" | "confirm" | "plays"} Mode */
/** @typedef {[act: string, ...values: any[]]} Act an act and its values; "nothing" only keeps the key from the browser */
/** @typedef {{mode: Mode, helping: boolean, searching: boolean, filtering: boolean}} At */

/**
 * What a key means here, or null for a key that is the browser's or the field's. A key held down decides once.
 * @param {KeyboardEvent} e @param {At} at @returns {Act | null}
 */
export function keyAct(e, { mode, helping, searching, filtering }) {
  const control = e.ctrlKey || e.metaKey, key = e.key.length === 1 ? e.key.toLowerCase() : e.key;
  const field = e.target instanceof HTMLElement && e.target.matches("input, textarea, select");
  /** @type {(...act: Act) => Act} */
  const once = (...act) => (e.repeat ? ["nothing"] : act);
  if (control && key === "s") return ["nothing"];
  if (helping) return ["close"];
  if (control && key === "Enter") return mode in CONFIRMS ? once(CONFIRMS[mode]) : ["nothing"];
  if (key === "Escape") return filtering ? ["filter"] : searching ? ["search-clear"] : mode === "list" ? ["select-none"] : ["leave"];
  if (searching && (key === "Enter" || key === "ArrowDown")) return ["search-done"];
  if (filtering && key === "Enter" && e.target instanceof HTMLElement && e.target.matches(".rv-view-name")) return ["view-save"];
  if (e.altKey || mode === "edit" || mode === "ask" || field) return null;
  if (mode === "confirm") return key === "Tab" ? null : key === "Enter" || key === " " ? (e.target instanceof HTMLButtonElement ? null : ["nothing"]) : ["nothing"];
  if (mode === "plays") return control ? null : key === "c" ? once("play-change") : key === "x" ? once("play-reject") : key === "j" || key === "k" ? ["play-step", MOVES[key]] : null;
  if (control) return mode !== "list" || e.repeat ? null : key === "z" ? ["undo-last"] : key === "a" ? ["select-all"] : null;
  if (mode === "reject") {
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(e.code) ?? /^([1-9])$/.exec(e.key);
    return digit ? once("reason", +digit[1], e.shiftKey) : key === "c" ? once("also", "account") : key === "g" ? once("also", "angle") : null;
  }
  if (key === "?") return ["help"];
  if (key === "/") return ["search"];
  if (key === " ") return e.target instanceof HTMLElement && e.target.matches("button, a, summary") ? null : once("select");
  if (key in MOVES) return [e.shiftKey ? "extend" : "step", MOVES[key]];
  if (key === "o") return once("source");
  if (key === "h" && e.shiftKey) return once("hold-note");
  return key in LETTERS ? once(LETTERS[key]) : null;
}
