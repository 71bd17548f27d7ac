// Views: which rows of the queue are shown, and in which order. Pure functions; a saved view is one of these objects.

/**
 * @typedef {{scope: "mine" | "all", status: string, tier: string, angle: string, signal: string, band: string,
 *   flagged: boolean, high: boolean, sort: string, down: boolean, text: string}} View
 */

/** @type {View} */
export const PLAIN = {
  scope: "mine", status: "", tier: "", angle: "", signal: "", band: "", flagged: false, high: false, sort: "", down: false, text: "",
};

/** The views that everybody has, by name. @type {Record<string, View>} */
export const BUILT_IN = {
  "My queue": PLAIN,
  "To do": { ...PLAIN, status: "waiting" },
  "Look closely": { ...PLAIN, status: "waiting", flagged: true },
  "High value": { ...PLAIN, high: true },
  Done: { ...PLAIN, status: "done" },
  "On hold": { ...PLAIN, scope: "all", status: "held" },
  Everything: { ...PLAIN, scope: "all" },
};

const BANDS = { high: 0, medium: 1, low: 2 };

/** What rows can be sorted by: name → words and value. @type {Record<string, [string, (r: any) => string | number]>} */
export const SORTS = {
  "": ["Queue order", () => 0],
  account: ["Account", (r) => r.account.toLowerCase()],
  contact: ["Contact", (r) => r.contact.toLowerCase()],
  status: ["Status", (r) => r.status],
  tier: ["Tier", (r) => r.tier],
  angle: ["Angle", (r) => r.angle],
  signal: ["Signal", (r) => r.signal],
  age: ["Signal's age", (r) => r.age_days ?? 1e9],
  band: ["Confidence", (r) => BANDS[r.band] ?? 3],
  findings: ["Findings", (r) => -(r.blocking * 1000 + r.findings)],
  route: ["Why a person", (r) => r.route],
  seconds: ["Time taken", (r) => -(r.seconds ?? -1)],
};

/** What the search looks through. @param {any} r */
const searched = (r) => `${r.account} ${r.contact} ${r.angle} ${r.signal} ${r.tier} ${r.route} ${r.package_id}`.toLowerCase().replaceAll("_", " ");

/** Whether a row belongs to a view. @param {any} r @param {View} v @param {boolean} mine whether it is in the reviewer's own queue */
export function fits(r, v, mine) {
  if (v.scope === "mine" && !mine) return false;
  if (v.status && (v.status === "done" ? r.status === "waiting" : r.status !== v.status)) return false;
  if ((v.tier && r.tier !== v.tier) || (v.angle && r.angle !== v.angle) || (v.signal && r.signal !== v.signal) || (v.band && r.band !== v.band)) return false;
  if ((v.flagged && !r.findings) || (v.high && !r.high_value)) return false;
  const text = v.text.trim().toLowerCase();
  return !text || text.split(/\s+/).every((word) => searched(r).includes(word));
}

/** Rows in the view's order; equal ones stay in the order of the queue. @param {any[]} rows @param {View} v */
export function sorted(rows, v) {
  const value = SORTS[v.sort]?.[1];
  if (!v.sort || !value) return v.down ? [...rows].reverse() : rows;
  const keyed = rows.map((r) => /** @type {[string | number, any]} */ ([value(r), r]));
  const sign = v.down ? -1 : 1;
  keyed.sort(([a], [b]) => (a < b ? -sign : a > b ? sign : 0));
  return keyed.map(([, r]) => r);
}

/** A stored view, with nothing in it that is not known. @param {any} stored @returns {View} */
export const safeView = (stored) => /** @type {View} */ (Object.fromEntries(Object.entries(PLAIN).map(([k, v]) => [k, typeof stored?.[k] === typeof v ? stored[k] : v])));

/** Whether two views show the same. @param {View} a @param {View} b */
export const sameView = (a, b) => Object.keys(PLAIN).every((k) => a[k] === b[k]);

/** How many filters narrow it, the search apart. @param {View} v */
export const narrowed = (v) => ["status", "tier", "angle", "signal", "band", "flagged", "high"].filter((k) => v[k]).length;
