// Text: escaping, links, dates and numbers. Pure functions, no page.

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

/** 1500 as "1,500". @param {number} n */
export const thousands = (n) => n.toLocaleString("en");

/** "one draft", "1,500 drafts". @param {number} n @param {string} what */
export const many = (n, what) => `${n === 1 ? "one" : thousands(n)} ${what}${n === 1 ? "" : "s"}`;
