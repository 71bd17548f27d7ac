// Inbox list: who waits, the most urgent first, as HTML.
import { esc } from "./text.js";

/** How long somebody has waited. @param {string} since @param {number} now */
export function waited(since, now) {
  const minutes = Math.max(0, (now - Date.parse(since)) / 60000);
  return minutes < 60 ? `${Math.round(minutes)} min` : minutes < 2880 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} d`;
}

const STATES = { answered: "answered", settled: "settled" };

/** @param {any} t @param {string} current @param {string} name of the view @param {number} now @param {boolean} typed */
export const threadHtml = (t, current, name, now, typed) => `<div class="rv-thread${t.package_id === current ? " rv-current" : ""}" role="option" id="${name}-${esc(t.package_id)}" aria-selected="${t.package_id === current}" data-id="${esc(t.package_id)}" data-state="${esc(t.state)}">
    <div><b>${esc(t.contact || t.company)}</b><time>${esc(waited(t.since, now))}</time></div>
    <div class="rv-of">${esc(t.company)}</div>
    <div class="rv-tags"><span class="rv-badge rv-u-${esc(t.urgency.replace(" ", "-"))}">${esc(STATES[t.state] ?? t.urgency)}</span><span class="rv-badge">${esc(t.label)}</span>${t.high_value ? '<span class="rv-badge rv-high">high value</span>' : ""}${t.who === "lead" ? '<span class="rv-badge rv-band-low">lead</span>' : ""}${t.simulated ? '<span class="rv-badge rv-simulated">SIMULATED</span>' : ""}${typed ? '<span class="rv-badge">typed</span>' : ""}</div>
    <p>${esc(t.text.slice(0, 160)) || "<i>the words are in the tool that sent the mail</i>"}</p></div>`;

/** @param {boolean} everything */
export const noneHtml = (everything) => `<p class="rv-quiet rv-none">${everything ? "Nobody has answered yet." : "Nobody waits for an answer."} Read what came back with <code>hitl sync</code>, and press <kbd>U</kbd>.</p>`;
