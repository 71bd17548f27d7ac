// Summary: what a session came to, as HTML.
import { AFTER } from "./book.js";
import { duration, esc } from "./text.js";

const pairs = (counts, name) => Object.entries(counts).map(([what, n]) => `<li><b>${esc(n)}</b> <span>${esc(name(what))}</span></li>`).join("");

/** @param {any} s what the kernel's "summary" says */
export function summaryHtml(s) {
  const n = Object.values(s.verdicts).reduce((a, b) => a + b, 0);
  if (!n) return `<div class="rv-summary"><p class="rv-quiet">No verdict in this session yet.</p></div>`;
  return `<div class="rv-summary"><section><h4>Verdicts</h4><ul>${pairs(s.verdicts, (v) => AFTER[v] ?? v)}</ul></section>
    ${Object.keys(s.reasons).length ? `<section><h4>Rejected because</h4><ul>${pairs(s.reasons, (r) => r)}</ul></section>` : ""}
    <section><h4>Time</h4><p>${duration(s.seconds)} in all, median ${duration(s.median_seconds ?? 0)}</p></section>
    <section><h4>What was learned</h4>${s.learned.map((line) => `<p>${esc(line)}</p>`).join("")}</section></div>`;
}
