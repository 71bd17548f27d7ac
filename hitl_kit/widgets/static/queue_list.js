// Queue list: the rows that the view leaves, in its order. Only those in sight are drawn.
import { rowHtml } from "./row.js";
import { fits, sorted } from "./views.js";

/** @typedef {import("./book.js").Book} Book */
/** @typedef {import("./views.js").View} View */

const ROW = 62, OVER = 6;

/** @param {HTMLElement} el the grid @param {Book} book @param {string} name of this view on the page @param {() => Set<string>} saving what is unconfirmed */
export function queueList(el, book, name, saving) {
  /** @type {(s: string) => any} */
  const $ = (s) => el.querySelector(s);
  const list = $(".rv-list"), pad = $(".rv-pad");
  /** @type {string[]} */ let order = [];
  /** @type {Set<string>} */ const chosen = new Set();
  /** @type {Map<string, {html: string, el: any}>} */ const shown = new Map(), maker = document.createElement("template");
  let anchor = "", drawn = [0, 0];
  const at = (id) => order.indexOf(id);
  const open = () => order.filter(book.todo);

  /** Which rows, by the view. @param {View} view */
  function arrange(view) {
    const all = [...book.rows.values()].filter((r) => fits(r, view, book.morning.has(r.package_id)));
    order = sorted(all, view).map((r) => r.package_id);
    pad.style.height = `${order.length * ROW}px`;
  }

  /** Show these lines, and touch no row that stays as it is: to lay all of them out anew takes half a frame. @param {Map<string, string>} lines HTML by package */
  function put(lines) {
    for (const [id, { el }] of shown) if (!lines.has(id)) { el.remove(); shown.delete(id); }
    if (!shown.size) pad.textContent = "";
    let before = null;
    for (const [id, html] of lines) {
      const was = shown.get(id), el = was?.html === html ? was.el : element(html);
      if (el !== was?.el) {
        was?.el.remove();
        if (before) before.after(el); else pad.prepend(el);
      }
      shown.set(id, { html, el });
      before = el;
    }
  }
  /** @param {string} html @returns {any} */
  const element = (html) => { maker.innerHTML = html; return maker.content.firstElementChild; };

  /** @param {string} id @param {boolean} on */
  const choose = (id, on) => { if (id) chosen[on ? "add" : "delete"](id); };

  return {
    list, arrange, chosen,
    get count() { return order.length; },

    /** @param {string} current */
    draw(current) {
      const height = list.clientHeight || 600, unsaved = saving(), skipped = book.skipped();
      const from = Math.max(0, Math.floor(list.scrollTop / ROW) - OVER);
      const to = Math.min(order.length, Math.ceil((list.scrollTop + height) / ROW) + OVER);
      /** @type {Map<string, string>} */ const lines = new Map();
      for (let i = from; i < to; i++) {
        const id = order[i], row = book.rows.get(id);
        lines.set(id, rowHtml(row, { current: id === current, chosen: chosen.has(id), saving: unsaved.has(id), typed: !!book.typed(id), skipped: skipped.has(id) && row.status === "waiting", top: i * ROW, place: i, all: order.length, name: `${name}-${i}` }));
      }
      put(lines);
      if (!lines.size) pad.innerHTML = `<p class="rv-quiet rv-none">${!book.rows.size ? "" : book.all === "loading" ? "Loading …" : "Nothing here fits this view."}</p>`;
      drawn = [from, to];
      const i = at(current);
      $(".rv-grid").setAttribute("aria-activedescendant", i >= from && i < to ? `${name}-${i}` : "");
    },

    /** Draw the rows that came into sight, if any: most steps bring none that is not drawn, and a layout costs a frame. @param {string} current */
    scrolled(current) {
      const first = Math.floor(list.scrollTop / ROW), last = Math.min(order.length, Math.ceil((list.scrollTop + list.clientHeight) / ROW));
      if (first < drawn[0] || last > drawn[1]) this.draw(current);
    },

    /** Scroll this row into sight. @param {string} id */
    reveal(id) {
      const i = at(id), y = i * ROW;
      if (i >= 0 && y < list.scrollTop) list.scrollTop = y;
      else if (i >= 0 && y + ROW > list.scrollTop + list.clientHeight) list.scrollTop = y + ROW - list.clientHeight;
    },

    /** Select this row, or no longer. @param {string} id */
    toggle(id) { choose(id, !chosen.has(id)); anchor = id; },
    /** Select from where the selection began to this row. @param {string} id @param {string} since */
    extend(id, since) {
      if (!chosen.size || at(anchor) < 0) anchor = since;
      const [a, b] = [at(anchor), at(id)].sort((x, y) => x - y);
      for (const x of order.slice(Math.max(a, 0), b + 1)) chosen.add(x);
    },
    /** Select every row of the view that waits; none where they are selected already. */
    all() {
      const ids = open(), every = ids.every((id) => chosen.has(id));
      for (const id of ids) choose(id, !every);
    },

    /** @param {string} id */
    has: (id) => at(id) >= 0,
    /** @param {string} id */
    place: at,
    /** @returns {string | undefined} */
    first: () => order[0],
    /** @returns {string | undefined} */
    firstTodo() { const later = book.skipped(), ids = open(); return ids.find((id) => !later.has(id)) ?? ids[0]; },
    /** The row that is so many rows away, as far as there are any. @param {string} id @param {number} by @returns {string | undefined} */
    step: (id, by) => order[Math.max(0, Math.min(order.length - 1, at(id) + by))],
    /** The next to do after this one, round the list, then outside of the view; what was skipped last. @param {string} id @returns {string | undefined} */
    nextTodo(id) {
      const i = at(id), later = book.skipped(), fresh = (x) => book.todo(x) && !later.has(x);
      const round = [...order.slice(i + 1), ...order.slice(0, Math.max(i, 0))], mine = [...book.morning];
      return round.find(fresh) ?? mine.find((x) => fresh(x) && x !== id) ?? round.find(book.todo) ?? mine.find(book.todo);
    },
    /** This one and those around it, which are looked at next. @param {string} id @returns {string[]} */
    around(id) {
      const i = Math.max(0, at(id));
      return [...new Set([id, ...order.slice(Math.max(0, i - 2), i + 10)])].filter(Boolean);
    },
  };
}
