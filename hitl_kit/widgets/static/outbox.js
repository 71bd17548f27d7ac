// Outbox: what the reviewer said and the ledger has not yet confirmed. It outlives a closed tab and a restarted kernel.

/** @typedef {{uid: string, ids: string[], message: Record<string, any>, at: number, next: number, tries: number}} Entry */

const FIRST = 1200, LONGEST = 15000, LATE = 3000;

/** A key that is new each time. */
export const newUid = () => globalThis.crypto?.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`;

/** Values kept in the browser's storage under one prefix; a full or forbidden storage loses nothing but the keeping. */
export class Shelf {
  /** @param {string} prefix */
  constructor(prefix) { this.prefix = prefix; }
  get(key, otherwise) {
    try { return JSON.parse(localStorage.getItem(`${this.prefix}:${key}`) ?? "null") ?? otherwise; } catch { return otherwise; }
  }
  set(key, value) {
    try {
      if (value == null) localStorage.removeItem(`${this.prefix}:${key}`);
      else localStorage.setItem(`${this.prefix}:${key}`, JSON.stringify(value));
    } catch { /* the page still holds it */ }
  }
}

/** Sends each message until it is answered: in order for one package, again after 1.2 s, with growing pauses. */
export class Outbox {
  /** @param {(message: Record<string, any>) => void} send @param {() => void} changed */
  constructor(send, changed) {
    this.send = send;
    this.changed = changed;
    /** @type {Map<string, Entry>} */
    this.entries = new Map();
    /** @type {Shelf | null} */
    this.shelf = null;
    this.gone = new Set();
    /** @type {Set<string> | null} */
    this.known = null;
  }

  /** Keep entries on this shelf from now on, and take up what lies there. @param {Shelf} shelf @returns {Entry[]} */
  restore(shelf) {
    this.shelf = shelf;
    const found = shelf.get("outbox", []).filter((e) => !this.entries.has(e.uid) && !this.gone.has(e.uid));
    for (const e of found) this.entries.set(e.uid, { ...e, at: performance.now(), next: 0, tries: 0 });
    this.known = null;
    this.flush();
    return found;
  }

  /** @param {string[]} ids the packages that it is about @param {Record<string, any>} message */
  add(ids, message) {
    const uid = newUid(), now = performance.now();
    this.entries.set(uid, { uid, ids, message: { ...message, uid }, at: now, next: now, tries: 0 });
    this.keep();
    this.flush();
    return uid;
  }

  /** The packages about which something is unconfirmed. @returns {Set<string>} */
  get unsaved() {
    this.known ??= new Set([...this.entries.values()].flatMap((e) => e.ids));
    return this.known;
  }

  /** The message was answered: forget it, and send what waited behind it. @param {string} uid */
  settle(uid) {
    const entry = this.entries.get(uid);
    this.gone.add(uid);
    if (entry) { this.entries.delete(uid); this.keep(); this.flush(); }
    return entry;
  }

  /** Forget everything about these packages. @param {string[]} ids */
  drop(ids) { for (const e of [...this.entries.values()]) if (e.ids.some((id) => ids.includes(id))) this.settle(e.uid); }

  /** Send what is due. A message waits while an earlier one about the same package is unanswered. */
  flush() {
    const now = performance.now(), busy = new Set();
    for (const e of this.entries.values()) {
      if (e.next <= now && !e.ids.some((id) => busy.has(id))) {
        e.next = now + Math.min(FIRST * 1.6 ** e.tries++, LONGEST);
        try { this.send(e.message); } catch { /* the kernel is away; the next flush tries again */ }
      }
      for (const id of e.ids) busy.add(id);
    }
    this.changed();
  }

  /** How many have waited too long to be called "saving". */
  get late() { const now = performance.now(); return [...this.entries.values()].filter((e) => now - e.at > LATE).length; }

  keep() {
    this.known = null;
    if (!this.shelf) return;
    const others = this.shelf.get("outbox", []).filter((e) => !this.gone.has(e.uid) && !this.entries.has(e.uid));
    const all = [...others, ...this.entries.values()];
    this.shelf.set("outbox", all.length ? all : null);
  }
}
