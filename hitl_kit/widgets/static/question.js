// Question: one line that the reviewer writes in the place of the acts. A note for a hold, or what another version is for.
import { button } from "./acts.js";
import { esc } from "./text.js";

/** @typedef {{title: string, hint: string, go: string, most: number, value?: string, needed?: boolean}} Asked */

/** @param {HTMLElement} acts where it stands */
export function question(acts) {
  /** @type {(text: string) => void} */ let done = () => {};
  let needed = false;
  return {
    /** @param {Asked} asked @param {(text: string) => void} then */
    open(asked, then) {
      done = then;
      needed = !!asked.needed;
      acts.innerHTML = `<div class="rv-reasons"><b>${esc(asked.title)}</b><div class="rv-note"><input aria-label="${esc(asked.title)}" placeholder="${esc(asked.hint)}" maxlength="${asked.most}">${button("Ctrl Enter", asked.go, "answer", "rv-go")}${button("Esc", "Leave", "leave")}</div></div>`;
      const field = /** @type {HTMLInputElement} */ (acts.querySelector("input"));
      field.value = asked.value ?? "";
      field.focus();
    },
    /** Hand on what was written; nothing where it is needed and missing. */
    confirm() {
      const text = acts.querySelector("input")?.value.trim() ?? "";
      if (text || !needed) done(text); else acts.querySelector("input")?.focus();
    },
  };
}
