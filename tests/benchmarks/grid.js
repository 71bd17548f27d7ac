// What the benchmark of the grid does inside of JupyterLab's page. Times are in milliseconds.
const LIMIT = 30000;
window.bench = {
  frame: () => new Promise((done) => { requestAnimationFrame(() => setTimeout(done, 0)); }),

  /** Run a cell; the time until what matches the selector is painted anew, or until the kernel is idle again. */
  async run(cell, shows) {
    const panel = jupyterapp.shell.currentWidget, notebook = panel.content;
    notebook.notebookConfig = { ...notebook.notebookConfig, windowingMode: "none" };    // cells below are drawn, too
    notebook.activeCellIndex = cell;
    await jupyterapp.commands.execute("notebook:clear-cell-output");
    await this.frame();
    const start = performance.now(), ran = jupyterapp.commands.execute("notebook:run-cell");
    if (!shows) { await ran; return performance.now() - start; }
    const shown = () => notebook.widgets[cell].node.querySelector(shows);
    while (!shown()) {
      await this.frame();
      if (performance.now() - start > LIMIT) throw new Error(`cell ${cell} shows no ${shows}: ${notebook.widgets[cell].node.innerText}`);
    }
    const took = performance.now() - start;
    await ran;
    return took;
  },

  /** Press a key in the grid: [until its row is painted, until it is confirmed]. */
  async key(key) {
    const grid = document.querySelector(".rv-grid"), id = grid.querySelector(".rv-current").dataset.id;
    while (!grid.querySelector(".rv-draft")) await this.frame();
    const row = () => grid.querySelector(`.rv-row[data-id="${id}"]`), start = performance.now();
    grid.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    do await this.frame(); while (row()?.dataset.status === "waiting");
    const painted = performance.now() - start;
    while (row()?.dataset.saved !== "1" || grid.querySelector(".rv-save").dataset.state !== "saved") await this.frame();
    return [painted, performance.now() - start];
  },

  /** Press the n-th button of the plain widgets; until its row says so. */
  async click(n) {
    const line = [...document.querySelectorAll(".jupyter-button")][n].closest(".widget-hbox"), start = performance.now();
    line.querySelector(".jupyter-button").click();
    while (!line.textContent.includes("approved")) await this.frame();
    return performance.now() - start;
  },

  /** Scroll the queue from end to end; the longest time for which a part of it was blank. */
  async scroll() {
    const list = document.querySelector(".rv-list"), step = list.clientHeight * 1.5;
    let longest = 0, since = performance.now();
    list.scrollTop = 0;
    while (list.scrollTop + list.clientHeight < list.scrollHeight - 1) {
      list.scrollTop += step;
      await this.frame();
      const box = list.getBoundingClientRect(), rows = [...list.querySelectorAll(".rv-row")].map((r) => r.getBoundingClientRect());
      const full = rows.length && Math.min(...rows.map((r) => r.top)) <= box.top + 1 && Math.max(...rows.map((r) => r.bottom)) >= box.bottom - 1;
      const now = performance.now();
      if (full) since = now; else longest = Math.max(longest, now - since);
    }
    return longest;
  },
};
