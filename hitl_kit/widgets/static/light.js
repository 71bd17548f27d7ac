// Light: a claim and the quotes that it rests on light up together, whichever of them is pointed at.

/** @param {HTMLElement} card @param {AddEventListenerOptions} on */
export function lightTogether(card, on) {
  /** @param {Event} e @param {boolean} lit */
  const light = (e, lit) => {
    const t = e.target instanceof Element ? /** @type {HTMLElement | null} */ (e.target.closest("[data-facts], [data-fact]")) : null;
    if (!t) return;
    for (const m of card.querySelectorAll(".rv-lit")) m.classList.remove("rv-lit");
    if (!lit) return;
    const ids = t.dataset.fact ? [t.dataset.fact] : (t.dataset.facts ?? "").split(" ");
    /** @type {(s: string) => Iterable<HTMLElement>} */
    const all = (s) => card.querySelectorAll(s);
    const facts = all("[data-fact]"), claims = all("[data-facts]");
    for (const f of facts) if (ids.includes(f.dataset.fact ?? "")) f.classList.add("rv-lit");
    for (const c of claims) if (t === c || (t.dataset.fact && c.dataset.facts?.split(" ").some((f) => ids.includes(f)))) c.classList.add("rv-lit");
  };
  for (const name of ["mouseover", "focusin"]) card.addEventListener(name, (e) => light(e, true), on);
  for (const name of ["mouseout", "focusout"]) card.addEventListener(name, (e) => light(e, false), on);
}
