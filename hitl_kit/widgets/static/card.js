// Card: one package as HTML. Every text that is not ours passes esc(); every link passes safeUrl().
import { day, duration, esc, hostOf, safeUrl, wordDiff, words } from "./text.js";

const PATHS = {
  approved: "M3 8.5l3.2 3.2L13 4.8", edited: "M3.5 12.5l.6-2.6 6.6-6.6 2 2-6.6 6.6zM9.6 4.4l2 2",
  rejected: "M4 4l8 8M12 4l-8 8", held: "M5.5 3.5v9M10.5 3.5v9", abstained: "M3.5 8h9", waiting: "", saving: "",
};

/** A small sign for a status, with its name for those who cannot see it. @param {string} status */
export const statusSign = (status) =>
  `<span class="rv-sign rv-is-${esc(status)}" title="${esc(status)}"><svg viewBox="0 0 16 16" aria-hidden="true"><path d="${PATHS[status] ?? ""}"/></svg><i class="rv-sr">${esc(status)}</i></span>`;

const badge = (kind, text, title = "") => `<span class="rv-badge rv-${kind}" title="${esc(title)}">${esc(text)}</span>`;

/** The whole card. @param {any} d the package @param {{diff: boolean, typed: any}} view */
export const cardHtml = (d, view) => (d.error
  ? `<p class="rv-quiet">${esc(d.error)}</p>`
  : `${head(d)}${decided(d)}${unfinished(view.typed)}${why(d)}
  <div class="rv-pair"><section class="rv-draft" aria-label="Draft">${d.draft ? draftHtml(d, view) : noDraft(d)}</section>
  <section class="rv-evidence" aria-label="Evidence"><h4>What the sources say</h4>${facts(d)}${measured(d)}</section></div>`);

const head = (d) => `<header class="rv-head"><div class="rv-title"><h3>${esc(d.account.name)}</h3>
  ${badge(d.high_value ? "high" : "plain", `Tier ${d.tier}`, d.high_value ? "High value: a person always decides" : "")}
  ${d.confidence ? badge(`band-${["high", "medium", "low"].includes(d.confidence.band) ? d.confidence.band : "low"}`, `${d.confidence.band} confidence`, d.confidence.basis) : ""}
  ${d.simulated ? badge("simulated", "SIMULATED", "Made up for the demonstration") : ""}</div>
  <div class="rv-about">${d.account.about.map((x) => `<span>${esc(x)}</span>`).join(" ")}</div>
  <div class="rv-contact">${d.contact
    ? `<b>${esc(d.contact.name)}</b> <span>${esc(d.contact.title)}</span> <span class="rv-mail">${esc(d.contact.email)}</span>`
    : `<span class="rv-quiet">No contact was found.</span>`}</div></header>`;

const decided = (d) => (d.decision
  ? `<div class="rv-decided rv-is-${esc(d.status)}">${statusSign(d.status)}<div><b>${esc(d.status)}</b> by ${esc(d.decision.reviewer)}, ${esc(day(d.decision.at))} ${esc(d.decision.at.slice(11, 16))} UTC${d.decision.reason ? `: ${esc(d.decision.reason)}` : ""}${d.decision.note ? ` <q>${esc(d.decision.note)}</q>` : ""}${d.decision.seconds ? ` · ${duration(d.decision.seconds)}` : ""}</div>
  <button class="rv-small" data-do="undo">Undo <kbd>U</kbd></button></div>`
  : d.claimed_by && d.claimed_by !== d.me ? `<div class="rv-decided"><div>With <b>${esc(d.claimed_by)}</b> at the moment.</div></div>`
  : d.history.length ? `<details class="rv-history"><summary>Decided before: ${d.history.length} entries</summary>${d.history.map((h) => `<div>${esc(day(h.at))} ${esc(h.verdict)} by ${esc(h.reviewer)} ${esc(h.reason)} ${esc(h.note)}</div>`).join("")}</details>` : "");

const unfinished = (typed) => (typed
  ? `<div class="rv-decided rv-is-edited">${statusSign("edited")}<div>You have an unfinished edit of this draft. It is kept in this browser tab.</div><button class="rv-small" data-do="edit">Go on <kbd>E</kbd></button><button class="rv-small" data-do="forget">Discard</button></div>` : "");

/** Why this account, why now, and why a person decides. */
function why(d) {
  const most = Math.max(...d.terms.map((t) => t.points), 0.001);
  const terms = d.terms.map((t) => `<li title="${esc(`priority ${t.priority} × strength ${t.strength} × 0.5^(${t.age_days}/${t.half_life_days} days)`)}">
    <b>${esc(words(t.kind))}</b><span>${esc(t.age_days)} d ago</span><meter min="0" max="1" value="${Math.max(0, Math.min(1, t.points / most))}"></meter><span class="rv-num">${Number(t.points).toFixed(1)}</span></li>`).join("");
  return `<section class="rv-why"><div><h4>Why now <span class="rv-num" title="The sum of its signals">${Number(d.score).toFixed(1)}</span></h4>
    ${terms ? `<ul class="rv-terms">${terms}</ul>` : `<p class="rv-quiet">No signal was found.</p>`}</div>
    <div><h4>Why you</h4><p>${esc(d.route.reason)}</p>${d.confidence ? `<p class="rv-quiet">${esc(d.confidence.band)} confidence: ${esc(d.confidence.basis)}</p>` : ""}</div></section>`;
}

const noDraft = (d) => `<h4>No draft</h4><p>${esc(d.abstained || d.route.reason)}</p>`;

const numbers = (d) => new Map(d.facts.filter((f) => f.cited).map((f, i) => [f.id, i + 1]));

/** The draft with its claims marked, or what was changed, or the mail as it would go. */
function draftHtml(d, view) {
  const edited = d.subject !== d.draft.subject || d.body !== d.draft.body;
  const toggle = edited ? `<button class="rv-small rv-diff-toggle" data-do="diff" aria-pressed="${view.diff}">${view.diff ? "Show result" : "Show changes"} <kbd>D</kbd></button>` : "";
  const text = !edited ? segments(d)
    : view.diff ? `<div class="rv-text">${diffHtml(d.draft.body, d.body)}</div>` : `<div class="rv-text">${esc(d.body)}</div>`;
  const subject = edited && view.diff ? diffHtml(d.draft.subject, d.subject) : esc(d.subject);
  return `<h4>${edited ? "Edited draft" : "Draft"} <span class="rv-drafter">${esc(d.draft.drafter)}</span>${toggle}</h4>
    <div class="rv-paper"><div class="rv-subject"><span>Subject</span><b>${subject}</b></div>${text}</div>
    ${findingsHtml(d.findings)}
    <p class="rv-quiet rv-legend">Angle <b>${esc(words(d.draft.angle))}</b> · play ${esc(words(d.draft.play))} · variant ${esc(d.draft.variant)}</p>`;
}

const diffHtml = (a, b) => wordDiff(a, b)
  .map(([op, t]) => (op === "=" ? esc(t) : op === "-" ? `<del>${esc(t)}</del>` : `<ins>${esc(t)}</ins>`)).join("");

function segments(d) {
  const number = numbers(d);
  let at = 0;
  return d.draft.segments.map((s) => {
    const chars = [...s.text], start = at;
    at += chars.length + 2;                          // segments are joined by an empty line
    const text = underlined(chars, start, d.findings);
    if (s.kind !== "claim") return `<p class="rv-seg rv-seg-${esc(s.kind)}">${text}</p>`;
    const cites = s.facts.map((f) => `<sup>${number.get(f) ?? "?"}</sup>`).join("");
    return `<p class="rv-seg"><mark class="rv-claim${s.facts.length ? "" : " rv-uncited"}" tabindex="0" data-facts="${esc(s.facts.join(" "))}">${text}${cites}</mark></p>${inline(d, s.facts)}`;
  }).join("");
}

/** The quotes under their claim: for narrow grids, where the sources stand below the draft. */
const inline = (d, ids) => d.facts.filter((f) => ids.includes(f.id))
  .map((f) => `<p class="rv-inline">“${esc(f.quote)}” ${esc(f.source_class)}, ${esc(day(f.dated || f.published))}</p>`).join("");

/** A paragraph with the words that findings mean underlined; where they overlap, the weightiest shows and all are named. */
function underlined(chars, start, findings) {
  const here = findings.filter((f) => f.start != null && f.end != null)    // places count characters of the body
    .map((f) => ({ ...f, from: Math.max(f.start - start, 0), to: Math.min(f.end - start, chars.length) }))
    .filter((f) => f.from < f.to).sort(byWeight);
  const cuts = [...new Set([0, chars.length, ...here.flatMap((f) => [f.from, f.to])])].sort((a, b) => a - b);
  return cuts.slice(1).map((to, i) => {
    const text = esc(chars.slice(cuts[i], to).join("")), over = here.filter((f) => f.from <= cuts[i] && to <= f.to);
    return over.length ? `<u class="rv-${esc(over[0].severity)}" title="${over.map((f) => esc(f.message)).join("\n")}">${text}</u>` : text;
  }).join("");
}

const SEVERITY = { block: "must change", warn: "look at", note: "note" };
const WEIGHT = { block: 0, warn: 1, note: 2 };
const byWeight = (a, b) => (WEIGHT[a.severity] ?? 3) - (WEIGHT[b.severity] ?? 3);

/** What the checks say, the weightiest first. @param {any[]} findings */
export const findingsHtml = (findings) => (findings.length
  ? `<ul class="rv-findings">${[...findings].sort(byWeight).map((f) => `<li class="rv-${esc(f.severity)}"><b>${esc(SEVERITY[f.severity] ?? f.severity)}</b><span>${esc(f.message)} <i>${esc(words(f.check))}</i></span></li>`).join("")}</ul>`
  : `<p class="rv-quiet rv-clean">The checks found nothing.</p>`);

function facts(d) {
  if (!d.facts.length) return `<p class="rv-quiet">No fact was found.</p>`;
  const number = numbers(d);
  return d.facts.map((f) => {
    const url = safeUrl(f.url), label = esc(f.title || f.host || f.url);
    const when = f.dated || f.published;
    return `<figure class="rv-fact${f.cited ? "" : " rv-unused"}" tabindex="0" data-fact="${esc(f.id)}">
      <span class="rv-cite">${number.get(f.id) ?? "–"}</span><blockquote>${esc(f.quote)}</blockquote>
      <figcaption><span class="rv-class">${esc(f.source_class)}</span><time>${esc(day(when))}</time>${f.cited ? "" : "<span>not used in the draft</span>"}
      <span class="rv-source">${url ? `<a href="${esc(url)}" target="_blank" rel="noopener noreferrer">${label}</a>` : label}<span class="rv-host">${esc(hostOf(url))}, read ${esc(day(f.retrieved))}</span></span></figcaption></figure>`;
  }).join("");
}

const measured = (d) => (d.measurements.length
  ? `<h4>Where we looked</h4><ul class="rv-measured">${d.measurements.map((m) => `<li class="rv-m-${esc(m.answer.replace(" ", "-"))}"><span>${esc(m.source)}</span><b>${esc(m.answer)}</b>${m.cause ? `<i>${esc(m.cause)}</i>` : ""}</li>`).join("")}</ul>` : "");

/** A line of the queue. @param {any} r @param {{current: boolean, saving: boolean, typed: boolean, top: number, place: number}} v */
export const rowHtml = (r, v) => `<div class="rv-row${v.current ? " rv-current" : ""}" role="option" id="${v.place}" aria-selected="${v.current}" data-id="${esc(r.package_id)}" data-status="${esc(r.status)}" data-saved="${v.saving ? 0 : 1}" style="top:${v.top}px">
  ${statusSign(v.saving ? "saving" : r.status)}
  <div class="rv-cells"><div class="rv-line"><b>${esc(r.account)}</b><span class="rv-badge ${r.high_value ? "rv-high" : "rv-plain"}">${esc(r.tier)}</span></div>
  <div class="rv-line rv-dim"><span class="rv-grow">${esc(r.contact || "no contact")}</span>${r.simulated ? `<span class="rv-badge rv-simulated" title="Made up for the demonstration">SIM</span>` : ""}${r.findings ? `<span class="rv-flag${r.blocking ? " rv-blocking" : ""}" title="${r.findings} ${r.findings === 1 ? "finding" : "findings"}${r.blocking ? `, ${r.blocking} must change` : ""}">⚑ ${r.findings}</span>` : ""}${v.typed ? `<span class="rv-flag" title="An unfinished edit">✎</span>` : ""}<span class="rv-time">${r.seconds == null ? "" : duration(r.seconds)}</span></div>
  <div class="rv-line rv-dim"><span class="rv-grow">${esc(words(r.signal))}${r.age_days == null ? "" : ` ${r.age_days} d`}${r.angle ? ` → ${esc(words(r.angle))}` : ""}</span>${r.band ? `<span class="rv-dot rv-band-${esc(r.band)}" title="${esc(r.band)} confidence">${esc(r.band)}</span>` : ""}</div></div></div>`;
