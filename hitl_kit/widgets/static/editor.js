// Editor: the draft as fields in the card. It stays bound to the package it was opened on; what is typed is kept at once.
import { findingsHtml } from "./card.js";

/** @typedef {import("./book.js").Book} Book */
/** @typedef {import("./book.js").Mail} Mail */

const PAUSE = 500;

/** @param {HTMLElement} card @param {Book} book @param {(message: any) => void} send */
export function draftEditor(card, book, send) {
  let bound = "", checks = 0, timer = 0;
  /** @type {(s: string) => any} */
  const $ = (s) => card.querySelector(s);
  /** @returns {Mail} */
  const text = () => ({ subject: $(".rv-e-subject")?.value ?? "", body: $(".rv-e-body")?.value ?? "" });
  const check = () => send({ op: "check", id: bound, n: ++checks, ...text() });
  const grow = (area) => { area.style.height = "auto"; area.style.height = `${area.scrollHeight + 4}px`; };

  /** Whether this is another text than the package has. @param {string} id @param {Mail} t */
  function changed(id, t) {
    const d = book.details.get(id);
    return t.subject.trim() !== d.subject || t.body.trim() !== d.body;
  }
  function keep() { const t = text(); book.keep(bound, changed(bound, t) ? t : null); }

  return {
    changed,
    /** Put the fields where the draft is, with what was typed before. @param {string} id */
    open(id) {
      const d = book.details.get(id), typed = book.typed(id), before = typed ?? { subject: d.subject, body: d.body };
      bound = id;
      const box = $(".rv-draft");
      box.innerHTML = `<h4>Edit <span class="rv-drafter">the checks run again as you type</span></h4><div class="rv-paper rv-editing"><label class="rv-subject"><span>Subject</span><input class="rv-e-subject" maxlength="300"></label><textarea class="rv-e-body" aria-label="Body" spellcheck="true"></textarea></div><div class="rv-checked">${findingsHtml(d.findings)}</div>`;
      const area = $(".rv-e-body");
      $(".rv-e-subject").value = before.subject;
      area.value = before.body;
      grow(area);
      area.focus({ preventScroll: true });
      area.setSelectionRange(area.value.length, area.value.length);
      if (typed) check();
    },
    /** A field was typed in. @param {EventTarget | null} field */
    typing(field) {
      if (field instanceof HTMLTextAreaElement) grow(field);
      keep();
      clearTimeout(timer);
      timer = setTimeout(check, PAUSE);
    },
    /** What is typed, and for which package. */
    read: () => ({ id: bound, text: text() }),
    /** What the checks say, if it is about the latest text. @param {any} m */
    checked(m) { if (m.id === bound && m.n === checks) $(".rv-checked").innerHTML = findingsHtml(m.findings); },
    keep,
    /** No check is sent any more. */
    stop() { clearTimeout(timer); },
  };
}
