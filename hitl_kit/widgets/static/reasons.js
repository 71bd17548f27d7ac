// Reasons: why a package is rejected, picked by a digit or a click, with a note if one is wanted or needed.
import { button } from "./acts.js";
import { esc } from "./text.js";

/** @typedef {import("./book.js").Book} Book */

/** @param {HTMLElement} acts where the reasons stand @param {Book} book @param {(id: string, reason: string, note: string) => void} reject */
export function reasonPicker(acts, book, reject) {
  let bound = "", chosen = "";
  /** @returns {HTMLInputElement | null} */
  const box = () => acts.querySelector(".rv-note input");

  function draw() {
    const reasons = book.reasons.map(([code, text], i) => `<button data-reason="${esc(code)}" class="${chosen === code ? "rv-on" : ""}"><kbd>${i + 1}</kbd> ${esc(text)}</button>`).join("");
    acts.innerHTML = `<div class="rv-reasons"><b>Reject because</b>${reasons}
      <div class="rv-note"><input aria-label="Note" placeholder="${chosen === "other" ? "What was wrong? (needed)" : "Note (optional): Shift + digit"}" maxlength="2000">${chosen ? button("Ctrl Enter", "Reject", "reject-note", "rv-stop") : ""}${button("Esc", "Leave", "leave")}</div></div>`;
  }

  /** Reject with this reason; first ask for the note if one is wanted or needed. @param {string | undefined} code */
  function pick(code, withNote = false) {
    if (!code) return;
    const note = box()?.value.trim() ?? "";
    if (!withNote && (code !== "other" || note)) { chosen = ""; reject(bound, code, note); return; }
    chosen = code;
    draw();
    const field = /** @type {HTMLInputElement} */ (box());
    field.value = note;
    field.focus();
  }

  return {
    draw, pick,
    /** @param {string} id */
    open(id) { bound = id; chosen = ""; draw(); },
    /** The reason that waited for its note. */
    confirm: () => pick(chosen),
  };
}
