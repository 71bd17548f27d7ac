// Text: escaping, links, dates and the word-level difference. Pure functions, no page.

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text as HTML. Characters that reorder or hide what a reviewer reads are shown as a mark instead. @param {unknown} s */
export const esc = (s) => String(s ?? "")
  .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, "\ufffd")
  .replace(/[&<>"']/g, (c) => ENTITIES[c]);

/** The address if it may be opened from a page, else "". @param {unknown} u */
export const safeUrl = (u) => (/^https?:\/\/[^\s]+$/i.test(String(u ?? "")) ? String(u) : "");

/** The host of an address, for reading. @param {string} u */
export const hostOf = (u) => { try { return new URL(u).host.replace(/^www\./, ""); } catch { return ""; } };

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** "2026-02-18" as "18 Feb 2026"; anything else as it is. @param {string} iso */
export const day = (iso) => {
  const m = /^(\d{4})-(\d\d)-(\d\d)/.exec(iso ?? "");
  return m ? `${+m[3]} ${MONTHS[+m[2] - 1]} ${m[1]}` : String(iso ?? "");
};

/** Seconds as "48 s", "3:05" or "1 h 5 min". @param {number} s */
export const duration = (s) => {
  const n = Math.round(s);
  if (n < 60) return `${n} s`;
  if (n < 3600) return `${Math.floor(n / 60)}:${String(n % 60).padStart(2, "0")}`;
  return `${Math.floor(n / 3600)} h ${Math.floor((n % 3600) / 60)} min`;
};

/** "head_of_returns" as "head of returns". @param {string} s */
export const words = (s) => String(s ?? "").replaceAll("_", " ");

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
