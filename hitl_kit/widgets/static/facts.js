// Facts: what the sources say, as HTML. The quotes that the draft rests on first, then where else was looked.
import { numbers } from "./draft.js";
import { day, esc, hostOf, safeUrl } from "./text.js";

/** @param {any} d the package */
export function factsHtml(d) {
  if (!d.facts.length) return `<p class="rv-quiet">No fact was found.</p>`;
  const number = numbers(d), last = d.facts.length;
  const order = [...d.facts].sort((a, b) => (number.get(a.id) ?? last) - (number.get(b.id) ?? last));
  return order.map((f) => {
    const url = safeUrl(f.url), label = esc(f.title || f.host || f.url), n = number.get(f.id);
    return `<figure class="rv-fact${n ? "" : " rv-unused"}" tabindex="0" data-fact="${esc(f.id)}">
      <span class="rv-cite">${n ?? "–"}</span><blockquote>${esc(f.quote)}</blockquote>
      <figcaption><span class="rv-class">${esc(f.source_class)}</span><time>${esc(day(f.dated || f.published))}</time>${n ? "" : "<span>not used in the draft</span>"}
      <span class="rv-source">${url ? `<a href="${esc(url)}" target="_blank" rel="noopener noreferrer">${label}</a>` : label}<span class="rv-host">${esc(hostOf(url))}, read ${esc(day(f.retrieved))}</span></span></figcaption></figure>`;
  }).join("");
}

/** What each source answered. @param {any} d */
export const measuredHtml = (d) => (d.measurements.length
  ? `<h4>Where we looked</h4><ul class="rv-measured">${d.measurements.map((m) => `<li class="rv-m-${esc(m.answer.replace(" ", "-"))}"><span>${esc(m.source)}</span><b>${esc(m.answer)}</b>${m.cause ? `<i>${esc(m.cause)}</i>` : ""}</li>`).join("")}</ul>` : "");
