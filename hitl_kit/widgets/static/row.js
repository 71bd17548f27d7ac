// Row: a line of the queue as HTML, and the sign of a status.
import { duration, esc, words } from "./text.js";

const PATHS = {
  approved: "M3 8.5l3.2 3.2L13 4.8", edited: "M3.5 12.5l.6-2.6 6.6-6.6 2 2-6.6 6.6zM9.6 4.4l2 2",
  rejected: "M4 4l8 8M12 4l-8 8", held: "M5.5 3.5v9M10.5 3.5v9", abstained: "M3.5 8h9", automatic: "M8 3v5l3 2", revealed: "M8 2.6l1.6 3.5 3.8.4-2.8 2.6.8 3.8L8 11l-3.4 1.9.8-3.8-2.8-2.6 3.8-.4z", waiting: "", saving: "",
};

/** A small sign for a status, with its name for those who cannot see it. @param {string} status */
export const statusSign = (status) =>
  `<span class="rv-sign rv-is-${esc(status)}" title="${esc(status)}"><svg viewBox="0 0 16 16" aria-hidden="true"><path d="${PATHS[status] ?? ""}"/></svg><i class="rv-sr">${esc(status)}</i></span>`;

const flag = (r) => (r.findings
  ? `<span class="rv-flag${r.blocking ? " rv-blocking" : ""}" title="${r.findings} ${r.findings === 1 ? "finding" : "findings"}${r.blocking ? `, ${r.blocking} must change` : ""}">⚑ ${r.findings}</span>` : "");

/**
 * @param {any} r
 * @param {{current: boolean, chosen: boolean, saving: boolean, typed: boolean, skipped: boolean, top: number, place: number, all: number, name: string}} v
 */
export const rowHtml = (r, v) => `<div class="rv-row${v.current ? " rv-current" : ""}${v.chosen ? " rv-chosen" : ""}" role="option" id="${v.name}" aria-selected="${v.chosen || v.current}" aria-posinset="${v.place + 1}" aria-setsize="${v.all}" data-id="${esc(r.package_id)}" data-status="${esc(r.status)}" data-saved="${v.saving ? 0 : 1}" style="top:${v.top}px" title="${esc(r.route)}">
  ${v.chosen ? `<span class="rv-tick" data-tick>✓<i class="rv-sr">selected</i></span>` : statusSign(v.saving ? "saving" : r.status)}
  <div class="rv-cells"><div class="rv-line"><b>${esc(r.account)}</b>${v.skipped ? `<span class="rv-badge rv-plain">skipped</span>` : ""}<span class="rv-badge ${r.high_value ? "rv-high" : "rv-plain"}">${esc(r.tier)}</span></div>
  <div class="rv-line rv-dim"><span class="rv-grow">${esc(r.contact || "no contact")}</span>${r.simulated ? `<span class="rv-badge rv-simulated" title="Made up for the demonstration">SIM</span>` : ""}${flag(r)}${v.typed ? `<span class="rv-flag" title="An unfinished edit">✎</span>` : ""}<span class="rv-time">${r.seconds == null ? "" : duration(r.seconds)}</span></div>
  <div class="rv-line rv-dim"><span class="rv-grow">${esc(words(r.signal))}${r.age_days == null || r.age_days === "" ? "" : ` ${esc(r.age_days)} d`}${r.angle ? ` → ${esc(words(r.angle))}` : ""}</span>${r.band ? `<span class="rv-dot rv-band-${esc(r.band)}" title="${esc(r.band)} confidence">${esc(r.band)}</span>` : ""}</div></div></div>`;
