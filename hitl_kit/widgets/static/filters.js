// Filters: the search, the saved views and the panel that narrows and sorts the queue.
import { esc, thousands, words } from "./text.js";
import { BUILT_IN, PLAIN, SORTS, narrowed, safeView, sameView } from "./views.js";

/** @typedef {import("./book.js").Book} Book */
/** @typedef {import("./views.js").View} View */

const STATUSES = { "": "Any status", waiting: "To do", done: "Done", approved: "Approved", edited: "Edited", rejected: "Rejected", held: "On hold", automatic: "Automatic", abstained: "No draft", revealed: "Planted" };
const FACETS = { tier: "Any tier", angle: "Any angle", signal: "Any signal", band: "Any confidence" };

/** @param {HTMLElement} el the grid @param {Book} book @param {(afresh: boolean) => void} changed called when another view is wanted; afresh: with the rows as they are now */
export function filters(el, book, changed) {
  /** @type {(s: string) => any} */
  const $ = (s) => el.querySelector(s);
  const find = $(".rv-find input"), box = $(".rv-filters"), names = $(".rv-views");
  /** @type {View} */ let view = PLAIN;

  /** The views by name: everybody's, then one's own. @returns {Record<string, View>} */
  const known = () => ({ ...BUILT_IN, ...book.shelf.get("views", {}) });
  const nameOf = () => Object.keys(known()).find((name) => sameView({ ...safeView(known()[name]), text: view.text }, view)) ?? "";

  /** @param {Partial<View>} change */
  function set(change) {
    view = { ...view, ...change };
    book.shelf.set("view", sameView(view, PLAIN) ? null : { ...view, text: "" });
    changed("scope" in change);
  }
  /** @param {string} name */
  function use(name) { const v = known()[name]; if (v) { find.value = safeView(v).text; set(safeView(v)); } }

  const select = (key, label, options) => `<label><span>${label}</span><select data-filter="${key}">${options.map(([v, text]) => `<option value="${esc(v)}"${v === view[key] ? " selected" : ""}>${esc(text)}</option>`).join("")}</select></label>`;
  const facet = (key) => select(key, key === "band" ? "Confidence" : key[0].toUpperCase() + key.slice(1), [["", FACETS[key]], ...[...new Set([...book.rows.values()].map((r) => r[key]))].filter(Boolean).sort().map((v) => [v, words(v)])]);
  const tick = (key, text) => `<label class="rv-tickbox"><input type="checkbox" data-filter="${key}"${view[key] ? " checked" : ""}> ${text}</label>`;

  function drawPanel() {
    const own = nameOf() in book.shelf.get("views", {}), held = box.contains(document.activeElement);
    box.innerHTML = `${select("scope", "Show", [["mine", "My queue"], ["all", "The whole campaign"]])}${select("status", "Status", Object.entries(STATUSES))}
      ${Object.keys(FACETS).map(facet).join("")}${tick("flagged", "With findings")}${tick("high", "High value")}
      ${select("sort", "Sort by", Object.entries(SORTS).map(([k, [text]]) => [k, text]))}${tick("down", "Reverse order")}
      <div class="rv-save-view"><input class="rv-view-name" placeholder="Name this view" aria-label="Name of the view" maxlength="40"><button class="rv-small" data-do="view-save">Save</button>${own ? `<button class="rv-small" data-do="view-delete">Delete “${esc(nameOf())}”</button>` : ""}</div>
      <div class="rv-save-view"><button class="rv-small" data-do="view-clear">Show my queue</button><button class="rv-small" data-do="filter">Close <kbd>Esc</kbd></button></div>`;
    if (held) box.querySelector("select")?.focus();    // else the next key would reach the notebook
  }

  return {
    find, use,
    get view() { return view; },
    get open() { return !box.hidden; },
    /** The view that was last used here; false where there is none. */
    restore() { view = safeView(book.shelf.get("view", PLAIN)); return view.scope === "all"; },
    /** Draw which view it is, and how many rows it leaves. @param {number} count */
    draw(count) {
      const name = nameOf(), n = narrowed(view);
      names.innerHTML = `${name ? "" : `<option value="" selected>Filtered</option>`}${Object.keys(known()).map((v) => `<option${v === name ? " selected" : ""}>${esc(v)}</option>`).join("")}`;
      $("[data-do=filter]").innerHTML = `Filter${n ? ` (${n})` : ""} <kbd>F</kbd>`;
      $("[data-do=filter]").setAttribute("aria-expanded", String(!box.hidden));
      $(".rv-count").textContent = `${thousands(count)} ${count === 1 ? "package" : "packages"}${book.all === "loading" ? ", more are loading" : ""}`;
    },
    /** Open or close the panel. */
    toggle() {
      box.hidden = !box.hidden;
      if (!box.hidden) { drawPanel(); box.querySelector("select").focus(); }
    },
    /** The next view. */
    next() { const all = Object.keys(known()); use(all[(all.indexOf(nameOf()) + 1) % all.length]); },
    /** A field was changed. @param {any} field */
    change(field) {
      if (field === names) use(names.value);
      else if (field.dataset.filter) { set({ [field.dataset.filter]: field.type === "checkbox" ? field.checked : field.value }); drawPanel(); box.querySelector(`[data-filter=${field.dataset.filter}]`)?.focus(); }
    },
    search() { set({ text: find.value }); },
    clearSearch() { find.value = ""; set({ text: "" }); },
    save() {
      const name = $(".rv-view-name").value.trim();
      if (!name || name in BUILT_IN) { $(".rv-view-name").focus(); return; }
      book.shelf.set("views", { ...book.shelf.get("views", {}), [name]: view });
      changed(false); drawPanel();
    },
    delete() {
      const { [nameOf()]: _, ...rest } = book.shelf.get("views", {});
      book.shelf.set("views", Object.keys(rest).length ? rest : null);
      changed(false); drawPanel();
    },
    clear() { find.value = ""; set(PLAIN); if (!box.hidden) drawPanel(); },
    /** What was decided is not hidden from the one who takes it back. */
    showWaiting() { if (view.status && view.status !== "waiting") set({ status: "" }); },
  };
}
