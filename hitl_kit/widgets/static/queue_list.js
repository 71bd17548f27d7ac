// Queue list: the rows that the search and the filter leave, in order. Only those in sight are drawn.
import { rowHtml } from "./card.js";

/** @typedef {import("./book.js").Book} Book */

const ROW = 62, OVER = 6;
const FILTERS = { all: "All", waiting: "To do", done: "Done" };
const TURN = { all: "waiting", waiting: "done", done: "all" };

/** @param {HTMLElement} el the grid @param {Book} book @param {(id: string) => boolean} saving whether something about it is unconfirmed */
export function queueList(el, book, saving) {
  /** @type {(s: string) => any} */
  const $ = (s) => el.querySelector(s);
  const list = $(".rv-list"), pad = $(".rv-pad"), find = $(".rv-find input");
  /** @type {string[]} */ let order = [];
  let filter = "all";

  const fits = (r) => filter === "all" || (filter === "waiting") === (r.status === "waiting");
  const words = (r) => `${r.account} ${r.contact} ${r.angle} ${r.signal} ${r.tier}`.toLowerCase().replaceAll("_", " ");

  /** Which rows, by the search and the filter. */
  function arrange() {
    const text = find.value.trim().toLowerCase();
    order = [...book.rows.values()].filter((r) => fits(r) && (!text || words(r).includes(text))).map((r) => r.package_id);
    pad.style.height = `${order.length * ROW}px`;
  }

  return {
    list, find, arrange,

    /** @param {string} current */
    draw(current) {
      const height = list.clientHeight || 600;
      const from = Math.max(0, Math.floor(list.scrollTop / ROW) - OVER);
      const to = Math.min(order.length, Math.ceil((list.scrollTop + height) / ROW) + OVER);
      let html = "";
      for (let i = from; i < to; i++) {
        const id = order[i];
        html += rowHtml(book.rows.get(id), { current: id === current, saving: saving(id), typed: !!book.typed(id), top: i * ROW, place: i });
      }
      pad.innerHTML = html || `<p class="rv-quiet rv-none">${book.rows.size ? "Nothing here fits the search." : ""}</p>`;
      $("[data-do=filter]").innerHTML = `${FILTERS[filter]} <kbd>F</kbd>`;
    },

    /** Scroll this row into sight. @param {string} id */
    reveal(id) {
      const i = order.indexOf(id), y = i * ROW;
      if (i >= 0 && y < list.scrollTop) list.scrollTop = y;
      else if (i >= 0 && y + ROW > list.scrollTop + list.clientHeight) list.scrollTop = y + ROW - list.clientHeight;
    },

    /** From "all" to "to do" to "done" and round again. */
    turn() { filter = TURN[filter]; arrange(); },
    /** A package that waits again is not among those that are done. */
    leaveDone() { if (filter === "done") filter = "all"; arrange(); },
    clearSearch() { find.value = ""; arrange(); },

    /** @param {string} id */
    has: (id) => order.includes(id),
    /** @returns {string | undefined} */
    first: () => order[0],
    /** @returns {string | undefined} */
    firstTodo: () => order.find(book.todo),
    /** The row that is so many rows away, as far as there are any. @param {string} id @param {number} by @returns {string | undefined} */
    step: (id, by) => order[Math.max(0, Math.min(order.length - 1, order.indexOf(id) + by))],
    /** The next to do after this one, round the list, then outside of the search. @param {string} id @returns {string | undefined} */
    nextTodo(id) {
      const i = order.indexOf(id), round = [...order.slice(i + 1), ...order.slice(0, Math.max(i, 0))];
      return round.find(book.todo) ?? [...book.rows.keys()].find(book.todo);
    },
    /** This one and those around it, which are looked at next. @param {string} id @returns {string[]} */
    around(id) {
      const i = Math.max(0, order.indexOf(id));
      return [...new Set([id, ...order.slice(Math.max(0, i - 2), i + 10)])].filter(Boolean);
    },
  };
}
