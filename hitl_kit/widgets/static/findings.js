// Findings: what the checks say, as HTML. Beside the words that they mean, and as a list.
import { esc, words } from "./text.js";

/** @typedef {{check: string, severity: string, message: string, start: number | null, end: number | null}} Finding */

const SEVERITY = { block: "must change", warn: "look at", note: "note" };
const WEIGHT = { block: 0, warn: 1, note: 2 };
const byWeight = (a, b) => (WEIGHT[a.severity] ?? 3) - (WEIGHT[b.severity] ?? 3);
const placed = (f) => f.start != null && f.end != null && f.start < f.end;

/** @param {Finding} f */
const itemHtml = (f) => `<li class="rv-${esc(f.severity)}"${placed(f) ? ` data-from="${Number(f.start)}" data-to="${Number(f.end)}"` : ""}><b>${esc(SEVERITY[f.severity] ?? f.severity)}</b><span>${esc(f.message)} <i>${esc(words(f.check))}</i></span></li>`;

/** A list of findings, the weightiest first; nothing for none. @param {Finding[]} findings @param {string} kind */
const listHtml = (findings, kind) => (findings.length ? `<ul class="rv-findings ${kind}">${[...findings].sort(byWeight).map(itemHtml).join("")}</ul>` : "");

/** What the checks say, in one list. @param {Finding[]} findings */
export const findingsHtml = (findings) => listHtml(findings, "") || `<p class="rv-quiet rv-clean">The checks found nothing.</p>`;

/** How many there are of what weight, in words; "" where nothing is to be looked at. @param {Finding[]} findings */
export function countWords(findings) {
  const n = (severity) => findings.filter((f) => f.severity === severity).length, [block, warn] = [n("block"), n("warn")];
  return [block ? `${block} must change` : "", warn ? `${warn} to look at` : ""].filter(Boolean).join(", ");
}

/** Those that mean no words of the body, under it. @param {Finding[]} findings */
export const unplacedHtml = (findings) => (findings.length ? listHtml(findings.filter((f) => !placed(f)), "") : findingsHtml([]));

/**
 * A paragraph with the words that findings mean underlined, and the findings beside it. Places count characters of the
 * body, in which it begins at `start`; each finding stands beside the paragraph that it begins in.
 * @param {string} text @param {number} start @param {Finding[]} findings @returns {{text: string, beside: string}}
 */
export function withFindings(text, start, findings) {
  if (!findings.some(placed)) return { text: esc(text), beside: "" };
  const chars = [...text], end = start + chars.length;
  const here = findings.filter(placed)
    .map((f) => ({ ...f, from: Math.max(Number(f.start) - start, 0), to: Math.min(Number(f.end) - start, chars.length) }))
    .filter((f) => f.from < f.to).sort(byWeight);
  const cuts = [...new Set([0, chars.length, ...here.flatMap((f) => [f.from, f.to])])].sort((a, b) => a - b);
  const html = cuts.slice(1).map((to, i) => {
    const part = esc(chars.slice(cuts[i], to).join("")), over = here.filter((f) => f.from <= cuts[i] && to <= f.to);
    return over.length ? `<u class="rv-${esc(over[0].severity)}" title="${over.map((f) => esc(f.message)).join("\n")}">${part}</u>` : part;
  }).join("");
  return { text: html, beside: listHtml(here.filter((f) => Number(f.start) >= start && Number(f.start) < end), "rv-beside") };
}
