// Bulk: asks whether one verdict is meant for several packages. It names them, and what is left out and why.
import { button } from "./acts.js";
import { esc, many } from "./text.js";

/** @typedef {{verdict: string, title: string, reason?: string, note?: string, ids?: string[], of?: string, like?: string}} Wanted */

const SHOWN = 12;
const VERB = { approve: "Approve", reject: "Reject", hold: "Hold", undo: "Undo" };

/** Names, the first few. @param {string[]} list */
const named = (list) => `${list.slice(0, SHOWN).map(esc).join(", ")}${list.length > SHOWN ? ` and ${list.length - SHOWN} more` : ""}`;

/** @param {HTMLElement} box the dialog @param {(message: any) => void} send */
export function bulkDialog(box, send) {
  /** @type {Wanted | null} */ let wanted = null;
  /** @type {any} */ let found = null;
  let asks = 0;
  const ask = () => send({ op: "cover", n: asks, ids: wanted?.ids ?? [], of: wanted?.of ?? "", like: wanted?.like ?? "", verdict: wanted?.verdict });

  function draw() {
    if (!wanted) return;
    const n = found?.covered.length ?? 0, groups = new Map();
    for (const [, account, why] of found?.left_out ?? []) groups.set(why, [...(groups.get(why) ?? []), account]);
    const left = [...groups].map(([why, list]) => `<li><b>${esc(why)}</b><span>${named(list)}</span></li>`).join("");
    const covered = n ? `<p>${named(found.covered.map((c) => c[1]))}</p>` : `<p class="rv-quiet">${found ? "There is nothing that this can be said of." : "Looking what it covers …"}</p>`;
    box.innerHTML = `<div><h3>${esc(wanted.title)}${n ? `: ${many(n, "package")}` : ""}</h3>${covered}
      ${left ? `<h4>Left out</h4><ul class="rv-left-out">${left}</ul>` : ""}
      <div class="rv-note">${n ? button("Ctrl Enter", `${VERB[wanted.verdict]} ${n}`, "bulk", wanted.verdict === "reject" ? "rv-stop" : "rv-go") : ""}${button("Esc", "Leave", "leave")}</div></div>`;
    box.hidden = false;
  }

  return {
    /** @param {Wanted} w */
    open(w) { wanted = w; found = null; asks += 1; draw(); ask(); box.focus(); },
    /** Ask again: the kernel may have been away. */
    again() { if (wanted && !found) ask(); },
    /** What the kernel says that it covers. @param {any} m */
    cover(m) { if (wanted && m.n === asks) { found = m; draw(); } },
    close() { wanted = null; box.hidden = true; box.innerHTML = ""; },
    /** What was confirmed, or null while it is not known. @returns {{wanted: Wanted, items: [string, string][]} | null} */
    take() {
      if (!wanted || !found?.covered.length) return null;
      return { wanted, items: found.covered.map(([id, , sha256]) => [id, sha256]) };
    },
  };
}
