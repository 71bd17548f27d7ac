// Plays: the patterns of the campaign over the grid. What each says, a sample of what it writes, approve / change / reject.
import { button } from "./acts.js";
import { findingsHtml } from "./findings.js";
import { esc, words } from "./text.js";

const VERBS = { change: "What has to change?", reject: "Why not this pattern?" };

/** @param {HTMLElement} box the dialog @param {(message: any) => void} send */
export function playsPanel(box, send) {
  /** @type {any} */ let known = null;
  let wanted = "", refusing = "", error = "";

  const line = (p) => `<button class="rv-play${p.play === wanted ? " rv-on" : ""}" data-do="play-show" data-play="${esc(p.play)}" aria-pressed="${p.play === wanted}"><b>${esc(words(p.play))}</b><span>${esc(words(p.signal))} → ${esc(words(p.persona))}</span><i class="rv-${p.approval === "holds" ? "ok" : "dim"}">${esc(p.approval === "holds" ? `approved by ${p.approved_by}` : p.approval)}${p.state === "active" ? "" : ` · ${esc(p.state)}`}</i></button>`;
  const draft = (d, i) => `<details${i ? "" : " open"}><summary>${i + 1}. ${esc(d.account)} · ${esc(d.contact)}${d.instead ? ` · would get ${esc(words(d.instead))} instead` : ""}</summary><div class="rv-paper"><div class="rv-subject"><span>Subject</span><b>${esc(d.subject)}</b></div><div class="rv-text">${esc(d.body)}</div></div>${findingsHtml(d.findings)}<p class="rv-quiet">${esc(d.drafter)} · ${esc(d.confidence)}</p></details>`;
  const logic = (s) => `<dl>${s.logic.map(([term, lines]) => `<dt>${esc(term)}</dt><dd>${lines.map((l) => esc(l).replaceAll("\n", "<br>")).join("<br>")}</dd>`).join("")}</dl>`;

  function foot() {
    if (refusing) return `<div class="rv-note"><input aria-label="${VERBS[refusing]}" placeholder="${VERBS[refusing]}" maxlength="2000">${button("Ctrl Enter", refusing === "change" ? "Ask for the change" : "Reject", "play-say", "rv-stop")}${button("Esc", "Leave", "leave")}</div>`;
    return `<div class="rv-note">${known?.shown ? `${button("Ctrl Enter", "Approve the pattern", "play-say", "rv-go")}${button("C", "Change", "play-change")}${button("X", "Reject", "play-reject", "rv-stop")}` : ""}${button("Esc", "Close", "leave")}</div>`;
  }
  function draw() {
    const s = known?.shown, y = box.querySelector(".rv-pattern")?.scrollTop ?? 0;
    box.innerHTML = `<div class="rv-plays"><h3>Plays</h3>${known?.said ? `<p class="rv-said" role="status">${esc(known.said)}</p>` : ""}${error ? `<p class="rv-said rv-refused" role="alert">${esc(error)}</p>` : ""}
      <div class="rv-play-cols"><div class="rv-play-list">${known ? known.plays.map(line).join("") || `<p class="rv-quiet">angles.yaml has no play.</p>` : `<p class="rv-quiet">Reading the plays …</p>`}</div>
      <div class="rv-pattern" tabindex="0" aria-label="The pattern">${s ? `<h4>The pattern</h4>${logic(s)}<h4>Sample</h4><p class="rv-quiet">${esc(s.words)}</p>${s.drafts.map(draft).join("")}` : `<p class="rv-quiet">${wanted ? "Writing a sample …" : "Choose a play: its logic, and a sample of what it writes."}</p>`}</div></div>${foot()}</div>`;
    box.hidden = false;
    const pattern = box.querySelector(".rv-pattern");
    if (pattern) pattern.scrollTop = y;
    const field = box.querySelector("input");
    if (field) field.focus(); else box.focus();
  }
  const ask = (extra) => send({ op: "plays", play: wanted, ...extra });

  return {
    get open() { return !box.hidden; },
    start() { known = null; wanted = refusing = error = ""; draw(); ask({}); },
    /** @param {string} play */
    show(play) { wanted = play; refusing = error = ""; known = { ...known, shown: null, said: "" }; draw(); ask({}); },
    /** The play so many lines away. @param {number} by */
    step(by) {
      const all = (known?.plays ?? []).map((p) => p.play), i = all.indexOf(wanted);
      if (all.length) this.show(all[Math.max(0, Math.min(all.length - 1, i + by))]);
    },
    /** Ask for the reason of a change or a rejection. @param {string} verdict */
    refuse(verdict) { if (known?.shown) { refusing = verdict; draw(); } },
    /** Give the verdict: the approval, or what the reason is for. */
    say() {
      if (!known?.shown) return;
      const reason = box.querySelector("input")?.value.trim() ?? "";
      if (refusing && !reason) { box.querySelector("input")?.focus(); return; }
      ask({ verdict: refusing || "approve", reason });
    },
    /** What the kernel knows. @param {any} m */
    take(m) { if (box.hidden || (m.shown?.play ?? "") !== wanted) return; known = m; refusing = error = ""; draw(); },
    /** @param {any} m */
    failed(m) { error = `${m.error}${m.mend ? `. ${m.mend}` : ""}`; draw(); },
    /** Leave the question, else the panel; whether it is closed. */
    leave() { if (refusing) { refusing = ""; draw(); return false; } box.hidden = true; box.innerHTML = ""; return true; },
  };
}
