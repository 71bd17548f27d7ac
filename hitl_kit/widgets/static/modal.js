// Modal: while a dialog is open, nothing behind it can be reached, and Tab goes round inside of it.

/** @param {HTMLElement} root the grid */
export function modal(root) {
  const open = () => /** @type {HTMLElement | null} */ (root.querySelector(".rv-over:not([hidden])"));
  return {
    /** What is behind, by whether a dialog is open now. */
    settle() { for (const part of root.querySelectorAll(".rv-bar, .rv-main")) part.toggleAttribute("inert", !!open()); },
    /** Keep Tab inside of the dialog, if one is open. @param {KeyboardEvent} e */
    tab(e) {
      /** @type {Iterable<HTMLElement>} */
      const found = (e.key === "Tab" && open()?.querySelectorAll("button, input, summary, [tabindex='0']")) || [];
      const stops = [...found];
      if (!stops.length) return;
      const at = stops.indexOf(/** @type {HTMLElement} */ (document.activeElement));
      e.preventDefault();
      stops[(Math.max(at, e.shiftKey ? 0 : -1) + (e.shiftKey ? stops.length - 1 : 1)) % stops.length].focus();
    },
  };
}
