// Editor: the draft as fields in the card. It stays bound to the package and version it was opened on; what is typed is
// kept at once, and what it changes is shown beneath.
import { changesHtml, diffHtml } from "./difference.js";
import { countWords, findingsHtml } from "./findings.js";

/** @typedef {import("./book.js").Book} Book */
/** @typedef {import("./book.js").Mail} Mail */

const PAUSE = 500;

/** @param {HTMLElement} card @param {Book} book @param {(message: any) => void} send @param {(words: string) => void} said takes what the checks found, in words */
export function draftEditor(card, book, send, said) {
  let bound = "", sha256 = "", checks = 0, timer = 0;
  /** @type {Mail} */ let base = { subject: "", body: "" };
  /** @type {(s: string) => any} */
  const $ = (s) => card.querySelector(s);
  /** @returns {Mail} */
  const text = () => ({ subject: $(".rv-e-subject")?.value ?? "", body: $(".rv-e-body")?.value ?? "" });
  const check = () => send({ op: "check", id: bound, n: ++checks, sha256, ...text() });
  const grow = (area) => { area.style.height = "auto"; area.style.height = `${area.scrollHeight + 4}px`; };
  /** Whether this is another text than the agent's. @param {Mail} t */
  const changed = (t) => t.subject.trim() !== base.subject || t.body.trim() !== base.body;
  function keep() { const t = text(); book.keep(bound, changed(t) ? t : null); }

  function drawChanges() {
    const t = text(), subject = t.subject.trim() !== base.subject ? `<div class="rv-subject"><span>Subject</span><b>${diffHtml(base.subject, t.subject.trim())}</b></div>` : "";
    const body = t.body.trim() !== base.body ? `<div class="rv-text">${changesHtml(base.body, t.body.trim())}</div>` : "";
    $(".rv-changes").innerHTML = subject || body ? `<h4>What you change</h4>${subject}${body}` : `<p class="rv-quiet">Nothing is changed yet.</p>`;
  }

  return {
    changed,
    /** Put the fields where the draft is, with what was typed before. @param {string} id */
    open(id) {
      const d = book.shown(id), typed = book.typed(id), before = typed ?? { subject: d.subject, body: d.body };
      bound = id;
      sha256 = d.draft.sha256;
      base = { subject: d.draft.subject, body: d.draft.body };
      const box = $(".rv-draft");
      box.innerHTML = `<h4>Edit <span class="rv-drafter">the checks run again as you type</span></h4><div class="rv-paper rv-editing"><label class="rv-subject"><span>Subject</span><input class="rv-e-subject" maxlength="300"></label><textarea class="rv-e-body" aria-label="Body" spellcheck="true"></textarea></div><div class="rv-checked" aria-live="polite">${findingsHtml(d.findings)}</div><div class="rv-changes" aria-label="Changes"></div>`;
      const area = $(".rv-e-body");
      $(".rv-e-subject").value = before.subject;
      area.value = before.body;
      grow(area);
      drawChanges();
      said(countWords(d.findings));
      area.focus({ preventScroll: true });
      area.setSelectionRange(area.value.length, area.value.length);
      if (typed) check();
    },
    /** A field was typed in. @param {EventTarget | null} field */
    typing(field) {
      if (field instanceof HTMLTextAreaElement) grow(field);
      keep();
      clearTimeout(timer);
      timer = setTimeout(() => { drawChanges(); check(); }, PAUSE);
    },
    /** Select the words that a finding means. @param {HTMLElement} finding */
    point(finding) {
      const area = $(".rv-e-body"), chars = [...area.value];
      const place = (n) => chars.slice(0, Number(n)).join("").length;    // findings count characters, a field their halves
      area.focus();
      area.setSelectionRange(place(finding.dataset.from), place(finding.dataset.to));
    },
    /** What is typed, for which package and against which version. */
    read: () => ({ id: bound, sha256, text: text() }),
    /** What the checks say, if it is about the latest text. @param {any} m */
    checked(m) { if (m.id === bound && m.n === checks) { $(".rv-checked").innerHTML = findingsHtml(m.findings); said(countWords(m.findings)); } },
    keep,
    /** No check is sent any more. */
    stop() { clearTimeout(timer); },
  };
}
