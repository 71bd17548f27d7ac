// Difference: what changed between two texts, word by word.
import { esc } from "./text.js";

/**
 * What changed from a to b, word by word: runs of ["=" | "-" | "+", text].
 * @param {string} a @param {string} b @returns {["=" | "-" | "+", string][]}
 */
export function wordDiff(a, b) {
  const A = a.split(/(\s+)/), B = b.split(/(\s+)/);
  let start = 0, end = 0;
  while (start < A.length && start < B.length && A[start] === B[start]) start++;
  while (end < A.length - start && end < B.length - start && A[A.length - 1 - end] === B[B.length - 1 - end]) end++;
  const x = A.slice(start, A.length - end), y = B.slice(start, B.length - end);
  /** @type {["=" | "-" | "+", string][]} */
  const out = [];
  const push = (op, text) => {
    if (!text) return;
    const last = out[out.length - 1];
    if (last && last[0] === op) last[1] += text; else out.push([op, text]);
  };
  push("=", A.slice(0, start).join(""));
  if (x.length * y.length > 4e6) { push("-", x.join("")); push("+", y.join("")); } else middle(x, y, push);
  push("=", A.slice(A.length - end).join(""));
  return out;
}

/** Longest common subsequence of two lists of words. */
function middle(x, y, push) {
  const n = x.length, m = y.length;
  const L = Array.from({ length: n + 1 }, () => new Uint16Array(m + 1));
  for (let i = n - 1; i >= 0; i--)
    for (let j = m - 1; j >= 0; j--) L[i][j] = x[i] === y[j] ? L[i + 1][j + 1] + 1 : Math.max(L[i + 1][j], L[i][j + 1]);
  let i = 0, j = 0;
  while (i < n && j < m) {
    if (x[i] === y[j]) { push("=", x[i]); i++; j++; }
    else if (L[i + 1][j] >= L[i][j + 1]) push("-", x[i++]);
    else push("+", y[j++]);
  }
  while (i < n) push("-", x[i++]);
  while (j < m) push("+", y[j++]);
}

/** The difference as HTML. @param {string} a @param {string} b */
export const diffHtml = (a, b) => wordDiff(a, b)
  .map(([op, t]) => (op === "=" ? esc(t) : op === "-" ? `<del>${esc(t)}</del>` : `<ins>${esc(t)}</ins>`)).join("");

const AROUND = 5;

/** Only what changed, with a few words around it, as HTML. @param {string} a @param {string} b */
export function changesHtml(a, b) {
  const runs = wordDiff(a, b);
  return runs.map(([op, t], i) => {
    if (op === "-") return `<del>${esc(t)}</del>`;
    if (op === "+") return `<ins>${esc(t)}</ins>`;
    const parts = t.split(/(\s+)/), most = 2 * AROUND;
    if (parts.length <= 2 * most) return esc(t);
    const before = i ? parts.slice(0, most).join("") : "", after = i < runs.length - 1 ? parts.slice(-most).join("") : "";
    return `${esc(before)} … ${esc(after)}`;
  }).join("").trim();
}
