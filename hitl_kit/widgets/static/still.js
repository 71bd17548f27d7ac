// Still: the plain table beside a live view, for those who cannot see that view.

/** Hide a view's plain table while the view is on the page. @param {HTMLElement} el @param {string} name */
export function hideStill(el, name) {
  const style = document.createElement("style");
  style.textContent = `.rv-still[data-rv="${CSS.escape(name)}"]{display:none}`;
  el.append(style);
}
