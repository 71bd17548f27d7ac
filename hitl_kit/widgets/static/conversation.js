// Conversation: the brief on one reply, as HTML. Who they are, all that was said, what we quoted, what is new.
import { day, esc, hostOf, safeUrl, words } from "./text.js";

const when = (iso) => `${day(iso)}, ${String(iso).slice(11, 16)} UTC`;

/** A text with the words marked that decided how it was read; places count characters, not UTF-16 units. @param {string} text @param {[number, number][]} marks */
export function marked(text, marks) {
  const all = [...text], sorted = [...marks].sort((a, b) => a[0] - b[0]);
  let html = "", at = 0;
  for (const [from, to] of sorted) {
    if (from < at || to <= from || to > all.length) continue;
    html += `${esc(all.slice(at, from).join(""))}<mark>${esc(all.slice(from, to).join(""))}</mark>`;
    at = to;
  }
  return html + esc(all.slice(at).join(""));
}

function saidHtml(s) {
  const read = s.intent ? ` · read as <b>${esc(words(s.intent))}</b> by ${esc(s.by)}` : s.by ? ` · ${esc(s.by)}` : "";
  const warned = [...s.suspicious.map((w) => `Look twice: ${w}`), ...s.unread.map((w) => `Not shown: ${w}`)];
  const how = s.ours ? s.how : { in_reply_to: "answers our mail", references: "answers our mail", returned: "carries our mail back", verp: "came to our bounce address", address: "matched by the address alone: it may not answer our mail" }[s.how] ?? s.how;
  return `<article class="rv-said ${s.ours ? "rv-ours" : "rv-theirs"}"><header><b>${s.ours ? "We" : "They"}</b> <time>${esc(when(s.at))}</time> <span>${esc(how)}${read}</span></header>
    ${s.subject ? `<p class="rv-subject">${esc(s.subject)}</p>` : ""}<pre>${s.text ? marked(s.text, s.words) : '<span class="rv-quiet">no words</span>'}</pre>${warned.map((w) => `<p class="rv-warned">${esc(w)}</p>`).join("")}</article>`;
}

const quotedHtml = (title, facts) => (facts.length ? `<h4>${title}</h4>${facts.map((f) => {
  const url = safeUrl(f.url), label = esc(f.title || hostOf(url) || "source");
  return `<figure class="rv-quoted"><blockquote>${esc(f.quote)}</blockquote><figcaption>${esc(words(f.kind))} · ${esc(day(f.dated))} ${url ? `<a href="${esc(url)}" target="_blank" rel="noopener noreferrer">${label}</a>` : label}</figcaption></figure>`;
}).join("")}` : "");

const listed = (title, lines) => (lines.length ? `<h4>${title}</h4><ul class="rv-points">${lines.join("")}</ul>` : "");

/** @param {any} d the brief @param {any} t its thread */
export function briefHtml(d, t) {
  const badge = (on, kind, text) => (on ? `<span class="rv-badge ${kind}">${esc(text)}</span>` : "");
  return `<header class="rv-who"><h3>${esc(d.contact.name || d.company.name)}</h3> <span>${esc(d.contact.title)}</span>
      ${badge(d.high_value, "rv-high", "high value")}${badge(t.who === "lead", "rv-band-low", "for a lead")}${badge(d.simulated, "rv-simulated", "SIMULATED")}
      <p>${esc(d.company.name)} · ${d.company.about.map(esc).join(" · ")} · tier ${esc(d.tier)}${d.contact.email ? ` · ${esc(d.contact.email)}` : ""}</p>
      <p class="rv-why"><b>${esc(t.label)}</b>${d.cadence.includes(t.why) ? "" : `: ${esc(t.why)}`}</p><p class="rv-quiet">Cadence ${esc(d.cadence)}${t.with_whom ? ` · taken over by ${esc(t.with_whom)}` : ""}</p></header>
    ${listed("What they ask", d.asked.map((q) => `<li>${esc(q)}</li>`))}
    <h4>All that was said, the newest first</h4>${[...d.said].reverse().map(saidHtml).join("") || '<p class="rv-quiet">The words are in the tool that sent the mail.</p>'}
    ${quotedHtml("What we quoted", d.quoted)}${quotedHtml("New since we wrote", d.since)}
    ${listed("To find out", d.discovery.map((q) => `<li>${esc(q.text)} <span class="rv-quiet">${esc(q.part)}</span></li>`))}`;
}
