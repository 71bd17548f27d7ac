// Status bar: how far the review has come, what was done last, whether all is saved, and what was refused.
import { duration, esc, thousands } from "./text.js";

/** @typedef {import("./book.js").Book} Book */
/** @typedef {{account: string, error: string, mend: string}} Refusal */

/** @param {HTMLElement} el the grid @param {Book} book @param {import("./outbox.js").Outbox} outbox */
export function statusBar(el, book, outbox) {
  /** @type {(s: string) => any} */
  const $ = (s) => el.querySelector(s);
  const save = $(".rv-save"), alertBox = $(".rv-alert"), last = $(".rv-last"), voice = $(".rv-voice");
  /** @type {Refusal | null} */ let refused = null;
  let why = "", told = "";

  function drawProgress() {
    const p = book.progress, all = book.morning.size;
    let done = 0;
    for (const id of book.morning) if (book.rows.has(id) && !book.todo(id)) done += 1;
    const left = all - done;
    $(".rv-progress > div").style.width = all ? `${(100 * done) / all}%` : "0";
    $(".rv-progress").setAttribute("aria-valuenow", String(all ? Math.round((100 * done) / all) : 0));
    $(".rv-done").textContent = all ? `${thousands(done)} of ${thousands(all)} reviewed` : "";
    const rest = p?.median_seconds && left ? `about ${duration(Math.max(60, left * p.median_seconds)).replace(/:\d\d$/, " min")} left` : "";
    const pace = p?.median_seconds ? `median ${duration(p.median_seconds)}` : "";
    const beyond = p ? p.waiting - p.left : 0;
    const parts = [rest, pace, p?.held ? `${thousands(p.held)} on hold` : "", beyond > 0 ? `${thousands(beyond)} more wait` : ""];
    $(".rv-pace").innerHTML = parts.filter(Boolean).map((part) => `<span>${esc(part)}</span>`).join(" ");
  }

  const lateHtml = (n) => `<b>NOT SAVED: ${n} ${n === 1 ? "verdict" : "verdicts"}.</b> ${esc(why ? `${why[0].toUpperCase()}${why.slice(1)}` : "The kernel is busy or gone")}. Nothing is lost: it is kept in this browser and sent again.${why ? "" : " After a restart, run the cell again."} <button class="rv-small" data-do="discard">Discard</button>`;
  /** @param {Refusal} r */
  const refusedHtml = (r) => `<b>${r.account ? `Not saved: ${esc(r.account)}.` : "Not done."}</b> ${esc(r.error)}${r.mend ? `. ${esc(r.mend[0].toUpperCase() + r.mend.slice(1))}` : ""}. <button class="rv-small" data-do="dismiss">OK</button>`;

  function drawSave() {
    const n = outbox.entries.size, late = outbox.late;
    save.textContent = !book.started ? "" : late ? `NOT SAVED: ${late}` : n ? "saving …" : "all saved";
    save.dataset.state = late ? "late" : n ? "saving" : "saved";
    const text = late ? lateHtml(late) : refused ? refusedHtml(refused) : told ? `${esc(told)} <button class="rv-small" data-do="dismiss">OK</button>` : "";
    if (alertBox.dataset.text !== text) { alertBox.dataset.text = text; alertBox.innerHTML = text; }
    alertBox.hidden = !text;
    alertBox.dataset.kind = late ? "late" : refused ? "refused" : "told";
  }

  return {
    drawProgress, drawSave,
    /** Why nothing can be saved just now, as the kernel has it; "" when it could. @param {string} reason */
    away(reason) { why = reason; drawSave(); },
    /** Say that something was refused; null takes it away. @param {Refusal | null} refusal */
    refuse(refusal) { refused = refusal; told = ""; drawSave(); },
    /** Say something that the reviewer has to know. @param {string} text */
    tell(text) { told = text; drawSave(); },
    /** Name what was done last, and offer to take it back. @param {string} text @param {boolean} undo */
    did(text, undo = true) { last.innerHTML = text ? `<span>${esc(text)}</span>${undo ? ` <button class="rv-small" data-do="undo-last">Undo <kbd>Ctrl Z</kbd></button>` : ""}` : ""; },
    /** Say it to those who cannot see it. @param {string} text */
    say(text) { voice.textContent = text; },
  };
}
