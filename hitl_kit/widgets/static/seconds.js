// Seconds: how long a package was in front of someone. They count only while the tab is seen and the person is active.

const IDLE = 60000, GAP = 2000;

/** A clock for each package, in milliseconds. */
export function activeClock() {
  /** @type {Map<string, number>} */ const spent = new Map();
  let active = performance.now(), last = active;
  const awake = () => performance.now() - active < IDLE;
  return {
    awake,
    /** The person did something. */
    touch() { active = performance.now(); },
    /** Give the time since the last call to this package; to none if "". @param {string} id */
    count(id) {
      const now = performance.now();
      if (id && !document.hidden && awake()) spent.set(id, (spent.get(id) ?? 0) + Math.min(now - last, GAP));
      last = now;
    },
    /** @param {string} id */
    of: (id) => spent.get(id) ?? 0,
    /** @param {string} id */
    reset(id) { spent.set(id, 0); },
  };
}
