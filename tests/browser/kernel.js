// A kernel that the test plays: it answers the grid's messages from prepared rows and cards, or keeps silent.
import grid from "http://grid.example/grid.js";

const STATUS = { approve: "approved", edit: "edited", reject: "rejected", hold: "held" };

class Model {
  constructor(queue, cards) { Object.assign(this, { queue, cards, sent: [], handlers: [], mute: false }); }
  get() {}
  on(_, f) { this.handlers.push(f); }
  off(_, f) { this.handlers = this.handlers.filter((h) => h !== f); }
  emit(m) { for (const f of this.handlers) f(m); }
  send(m) { this.sent.push(m); if (!this.mute) setTimeout(() => this.answer(m), 5); }
  row(id) { return this.queue.rows.find((r) => r[0] === id); }
  set(id, name, value) { this.row(id)[this.queue.columns.indexOf(name)] = value; }
  answer(m) {
    if (m.op === "init" || m.op === "more") this.emit({ ...this.queue, view: m.view });
    else if (m.op === "get") this.emit({ op: "details", items: m.ids.map((i) => this.cards[i]) });
    else if (m.op === "check") this.emit({ op: "checked", id: m.id, n: m.n, findings: this.findings ?? [] });
    else if (m.op === "decide" && this.refuse) this.emit({ op: "nack", uid: m.uid, again: false, ...this.refuse, row: this.row(m.id), card: this.cards[m.id] });
    else if (m.op === "decide" || m.op === "undo") this.record(m);
    else if (m.op === "cover") this.cover(m);
    else if (m.op === "bulk") this.bulk(m);
    else if (m.op === "rows") this.emit({ op: "rows", view: m.view, done: !!m.after, rows: m.after ? [] : this.all ?? this.queue.rows });
    else if (m.op === "summary") this.emit({ op: "summary", ...(this.summary ?? { verdicts: {}, reasons: {}, seconds: 0, median_seconds: null, learned: [] }) });
    else if (m.op === "plays") this.emit(this.plays(m));
    else if (m.op === "rewrite") this.emit({ op: "rewritten", id: m.id, error: "", mend: "", ...(this.rewritten?.(m) ?? {}) });
  }
  cover(m) {
    const value = (id, name) => this.row(id)[this.queue.columns.indexOf(name)];
    const ids = m.like ? this.queue.rows.map((r) => r[0]).filter((id) => id !== m.of && value(id, "status") === "waiting") : m.ids;
    const out = (id) => m.verdict !== "undo" && value(id, "high_value");
    this.emit({ op: "cover", n: m.n, covered: ids.filter((i) => !out(i)).map((i) => [i, value(i, "account"), this.cards[i].draft.sha256]), left_out: ids.filter(out).map((i) => [i, value(i, "account"), "high-value tier: each one is decided on its own"]) });
  }
  bulk(m) {
    for (const [id] of m.items) for (const [k, v] of Object.entries({ status: STATUS[m.verdict] ?? "waiting", verdict: m.verdict === "undo" ? "" : m.verdict, reviewer: m.verdict === "undo" ? "" : "Ana" })) this.set(id, k, v);
    this.emit({ op: "ack", uid: m.uid, rows: m.items.map(([id]) => [...this.row(id)]), progress: this.queue.progress });
  }
  record(m) {
    const status = STATUS[m.verdict] ?? "waiting", card = this.cards[m.id];
    Object.assign(card, m.verdict === "edit" ? { subject: m.subject, body: m.body } : {}, {
      status,
      decision: m.op === "undo" ? null
        : { id: 1, verdict: m.verdict, reviewer: "Ana", at: "2026-03-02T09:00+00:00", reason: m.reason ?? "", note: m.note ?? "", seconds: m.seconds },
    });
    this.set(m.id, "status", status);
    this.set(m.id, "verdict", m.verdict ?? "");
    this.set(m.id, "reviewer", m.op === "undo" ? "" : "Ana");
    this.set(m.id, "seconds", m.seconds ?? null);
    this.emit({ op: "ack", uid: m.uid, row: [...this.row(m.id)], card: { ...card }, progress: this.queue.progress });
  }
}

window.open_grid = (model) => {
  const here = document.querySelector("#here");
  window.close_grid?.();
  here.innerHTML = "";
  window.m = model;
  window.close_grid = grid.render({ model, el: here });
};
window.Model = Model;
window.leaked = [];
document.addEventListener("keydown", (e) => { if (e.target.closest?.(".rv-grid")) window.leaked.push(e.key); });
