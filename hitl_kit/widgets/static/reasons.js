// Reasons: why a package is rejected, picked by a digit or a click, with a note if one is wanted or needed, and whether
// the same is meant for what else waits for the account or with the angle.
import { button } from "./acts.js";
import { esc } from "./text.js";

/** @typedef {import("./book.js").Book} Book */
/** @typedef {(ids: string[], reason: string, note: string, like: string) => void} Reject */

/** @param {HTMLElement} acts where the reasons stand @param {Book} book @param {Reject} reject */
export function reasonPicker(acts, book, reject) {
  /** @type {string[]} */ let bound = [];
  let chosen = "", like = "";
  /** @returns {HTMLInputElement | null} */
  const box = () => acts.querySelector(".rv-note input");
  const also = (what, key, text) => `<button class="rv-small${like === what ? " rv-on" : ""}" data-do="also" data-like="${what}" aria-pressed="${like === what}">${text} <kbd>${key}</kbd></button>`;

  function draw() {
    const typed = box()?.value ?? "", held = document.activeElement === box();
    const reasons = book.reasons.map(([code, text], i) => `<button data-reason="${esc(code)}" class="${chosen === code ? "rv-on" : ""}"><kbd>${i + 1}</kbd> ${esc(text)}</button>`).join("");
    acts.innerHTML = `<div class="rv-reasons"><b>Reject ${bound.length > 1 ? `${bound.length} packages ` : ""}because</b>${reasons}
      ${bound.length === 1 ? `<div class="rv-also"><span>The same for what else waits</span>${also("account", "C", "for this account")}${also("angle", "G", "with this angle")}</div>` : ""}
      <div class="rv-note"><input aria-label="Note" placeholder="${chosen === "other" ? "What was wrong? (needed)" : "Note (optional): Shift + digit"}" maxlength="2000">${chosen ? button("Ctrl Enter", "Reject", "reject-note", "rv-stop") : ""}${button("Esc", "Leave", "leave")}</div></div>`;
    const field = /** @type {HTMLInputElement} */ (box());
    field.value = typed;
    if (held) field.focus();
  }

  /** Reject with this reason; first ask for the note if one is wanted or needed. @param {string | undefined} code */
  function pick(code, withNote = false) {
    if (!code) return;
    const note = box()?.value.trim() ?? "";
    if (!withNote && (code !== "other" || note)) { chosen = ""; reject(bound, code, note, like); return; }
    chosen = code;
    draw();
    box()?.focus();
  }

  return {
    draw, pick,
    /** @param {string[]} ids */
    open(ids) { bound = ids; chosen = ""; like = ""; acts.innerHTML = ""; draw(); },
    /** Mean the rest too, or no longer. @param {string} what */
    also(what) { if (bound.length === 1) { like = like === what ? "" : what; draw(); } },
    /** The reason that waited for its note. */
    confirm: () => pick(chosen),
  };
}
