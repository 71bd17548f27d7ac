// Draft: the mail as HTML. With its claims marked, or as the difference to what the agent wrote, or as it would go.
import { diffHtml } from "./difference.js";
import { unplacedHtml, withFindings } from "./findings.js";
import { day, esc, words } from "./text.js";

/** The number that each cited fact has, by its id. @param {any} d @returns {Map<string, number>} */
export const numbers = (d) => new Map([...new Set((d.draft?.segments ?? []).flatMap((s) => s.facts))].map((id, i) => [id, i + 1]));

/** @param {any} d the package @param {{diff: boolean}} view */
export function draftHtml(d, view) {
  if (!d.draft) return `<h4>No draft</h4><p>${esc(d.abstained || d.route.reason)}</p>`;
  const edited = d.subject !== d.draft.subject || d.body !== d.draft.body, diff = edited && view.diff;
  const toggle = edited ? `<button class="rv-small rv-diff-toggle" data-do="diff" aria-pressed="${view.diff}">${view.diff ? "Show result" : "Show changes"} <kbd>D</kbd></button>` : "";
  const text = !edited ? segments(d) : diff ? `<div class="rv-text">${diffHtml(d.draft.body, d.body)}</div>` : paragraphs(d.body, d.findings);
  return `<h4>${edited ? "Edited draft" : "Draft"} <span class="rv-drafter">${esc(d.draft.drafter)}</span>${toggle}</h4>${versionHtml(d)}
    <div class="rv-paper"><div class="rv-subject"><span>Subject</span><b>${diff ? diffHtml(d.draft.subject, d.subject) : esc(d.subject)}</b></div>${text}</div>
    ${unplacedHtml(diff ? d.findings.map((f) => ({ ...f, start: null })) : d.findings)}
    <p class="rv-quiet rv-legend">Angle <b>${esc(words(d.draft.angle))}</b> · play ${esc(words(d.draft.play))} · variant ${esc(d.draft.variant)}</p>`;
}

/** Which of several versions this is, and who asked for it. */
function versionHtml(d) {
  const all = d.versions ?? [], i = all.findIndex((v) => v.draft.sha256 === d.draft.sha256);
  if (all.length < 2 || i < 0) return "";
  const v = all[i], who = v.by ? `asked for by ${esc(v.by)}, ${esc(day(v.at))}: <q>${esc(v.instruction)}</q>` : "as first written";
  return `<div class="rv-version"><span><b>Version ${Number(v.number)} of ${all.length}</b> ${who}</span>${d.decision ? "" : `<button class="rv-small" data-do="version">Other version <kbd>B</kbd></button>`}</div>`;
}

function segments(d) {
  const number = numbers(d);
  let at = 0;
  return d.draft.segments.map((s) => {
    const { text, beside } = withFindings(s.text, at, d.findings);
    at += [...s.text].length + 2;                      // segments are joined by an empty line
    if (s.kind !== "claim") return `<p class="rv-seg rv-seg-${esc(s.kind)}">${text}</p>${beside}`;
    const cites = s.facts.map((f) => `<sup>${number.get(f) ?? "?"}</sup>`).join("");
    return `<p class="rv-seg"><mark class="rv-claim${s.facts.length ? "" : " rv-uncited"}" tabindex="0" data-facts="${esc(s.facts.join(" "))}">${text}${cites}</mark></p>${inline(d, s.facts)}${beside}`;
  }).join("");
}

/** A body without segments, paragraph by paragraph. */
function paragraphs(body, findings) {
  let at = 0;
  return body.split("\n\n").map((part) => {
    const { text, beside } = withFindings(part, at, findings);
    at += [...part].length + 2;
    return `<p class="rv-seg rv-text">${text}</p>${beside}`;
  }).join("");
}

/** The quotes under their claim: for narrow grids, where the sources stand below the draft. */
const inline = (d, ids) => d.facts.filter((f) => ids.includes(f.id))
  .map((f) => `<p class="rv-inline">“${esc(f.quote)}” ${esc(f.source_class)}, ${esc(day(f.dated || f.published))}</p>`).join("");
