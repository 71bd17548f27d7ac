// Card: one package as HTML. Every text that is not ours passes esc(); every link passes safeUrl().
import { AFTER } from "./book.js";
import { draftHtml } from "./draft.js";
import { factsHtml, measuredHtml } from "./facts.js";
import { statusSign } from "./row.js";
import { day, duration, esc, many, words } from "./text.js";

const badge = (kind, text, title = "") => `<span class="rv-badge rv-${kind}" title="${esc(title)}">${esc(text)}</span>`;

/** The whole card. @param {any} d the package @param {{diff: boolean, typed: any, asked: string | undefined}} view */
export const cardHtml = (d, view) => (d.error
  ? `<p class="rv-quiet">${esc(d.error)}</p>`
  : `${head(d)}${decided(d)}${unfinished(view.typed)}${writing(view.asked)}${why(d)}
  <div class="rv-pair"><section class="rv-draft" aria-label="Draft">${draftHtml(d, view)}</section>
  <section class="rv-evidence" aria-label="Evidence"><h4>What the sources say</h4>${factsHtml(d)}${measuredHtml(d)}</section></div>
  <div class="rv-rest">${earlier(d)}${plan(d)}</div>`);

const head = (d) => `<header class="rv-head"><div class="rv-title"><h3>${esc(d.account.name)}</h3>
  ${badge(d.high_value ? "high" : "plain", `Tier ${d.tier}`, d.high_value ? "High value: a person always decides" : "")}
  ${d.confidence ? badge(`band-${["high", "medium", "low"].includes(d.confidence.band) ? d.confidence.band : "low"}`, `${d.confidence.band} confidence`, d.confidence.basis) : ""}
  ${d.simulated ? badge("simulated", "SIMULATED", "Made up for the demonstration") : ""}</div>
  <div class="rv-about">${d.account.about.map((x) => `<span>${esc(x)}</span>`).join(" ")}</div>
  <div class="rv-contact">${d.contact
    ? `<b>${esc(d.contact.name)}</b> <span>${esc(d.contact.title)}</span> <span class="rv-mail">${esc(d.contact.email)}</span>`
    : `<span class="rv-quiet">No contact was found.</span>`}</div></header>`;

const moment = (at) => `${day(at)} ${String(at ?? "").slice(11, 16)} UTC`;

/** Whether the verdict can no longer be taken back. @param {any} d */
export const stays = (d) => !!d.sent_at || d.status === "revealed";

function decided(d) {
  if (d.decision) {
    const x = d.decision;
    return `<div class="rv-decided rv-is-${esc(d.status)}">${statusSign(d.status)}<div><b>${esc(d.status === "revealed" ? AFTER[x.verdict] ?? x.verdict : d.status)}</b> by ${esc(x.reviewer)}, ${esc(moment(x.at))}${x.reason ? `: ${esc(x.reason)}` : ""}${x.note ? ` <q>${esc(x.note)}</q>` : ""}${x.seconds ? ` · ${duration(x.seconds)}` : ""}
  <span class="rv-quiet">${d.status === "revealed" ? "Planted to measure the review: it is never sent." : d.sent_at ? `Sent ${esc(moment(d.sent_at))}: the verdict stands.` : "Can be undone until the mail is sent."}</span></div>
  ${stays(d) ? "" : `<button class="rv-small" data-do="undo">Undo <kbd>U</kbd></button>`}</div>`;
  }
  if (d.claimed_by && d.claimed_by !== d.me) return `<div class="rv-decided"><div>With <b>${esc(d.claimed_by)}</b> at the moment.</div></div>`;
  if (!d.history.length) return "";
  return `<details class="rv-history"><summary>Decided before: ${d.history.length} entries</summary>${d.history.map((h) => `<div>${esc(day(h.at))} ${esc(h.verdict)} by ${esc(h.reviewer)} ${esc(h.reason)} ${esc(h.note)}</div>`).join("")}</details>`;
}

const unfinished = (typed) => (typed
  ? `<div class="rv-decided rv-is-edited">${statusSign("edited")}<div>You have an unfinished edit of this draft. It is kept in this browser.</div><button class="rv-small" data-do="edit">Go on <kbd>E</kbd></button><button class="rv-small" data-do="forget">Discard</button></div>` : "");

const writing = (asked) => (asked
  ? `<div class="rv-decided rv-is-held">${statusSign("saving")}<div>Another version is being written: <q>${esc(asked)}</q> Go on with other packages meanwhile.</div></div>` : "");

/** Why this account, why now, and why a person decides. */
function why(d) {
  const most = Math.max(...d.terms.map((t) => t.points), 0.001);
  const terms = d.terms.map((t) => `<li title="${esc(`priority ${t.priority} × strength ${t.strength} × 0.5^(${t.age_days}/${t.half_life_days} days)`)}">
    <b>${esc(words(t.kind))}</b><span>${esc(t.age_days)} d ago</span><meter min="0" max="1" value="${Math.max(0, Math.min(1, t.points / most))}" aria-label="Share of the score"></meter><span class="rv-num">${Number(t.points).toFixed(1)}</span></li>`).join("");
  return `<section class="rv-why" aria-label="Why"><div><h4>Why this account now <span class="rv-num" title="The sum of its signals">${Number(d.score).toFixed(1)}</span></h4>
    ${terms ? `<ul class="rv-terms">${terms}</ul>` : `<p class="rv-quiet">No signal was found.</p>`}</div>
    <div><h4>Why you</h4><p>${esc(d.route.reason)}</p>${d.confidence ? `<p class="rv-quiet">${esc(d.confidence.band)} confidence: ${esc(d.confidence.basis)}</p>` : ""}</div></section>`;
}

/** What any campaign has had to do with this contact. */
function earlier(d) {
  if (!d.contact) return "";
  const lines = (d.earlier ?? []).map((e) => `<li><b>${esc(e.campaign)}</b>${e.angle ? ` <span>${esc(words(e.angle))}</span>` : ""}${e.simulated ? ` ${badge("simulated", "SIM", "Made up for the demonstration")}` : ""}<i>${esc([`${e.status} (package of ${day(e.as_of)})`, ...e.events.map(([what, at]) => `${what} ${day(at)}`)].join(" · "))}</i></li>`);
  return `<section aria-label="History of this contact"><h4>History of this contact</h4>${lines.length
    ? `<p class="rv-quiet">${many(lines.length, "other package")} for ${esc(d.contact.email)}</p><ul class="rv-measured">${lines.join("")}</ul>`
    : `<p class="rv-quiet">No campaign of this workspace has had a package for this address before.</p>`}</section>`;
}

/** What an approval sets off. */
const plan = (d) => (d.plan?.length && d.draft
  ? `<section aria-label="When you approve"><h4>When you approve</h4>${d.plan.map((line) => `<p>${esc(line)}</p>`).join("")}</section>` : "");
