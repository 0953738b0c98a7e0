// The page was away: asleep with its machine, frozen by the browser, out of sight, without a
// network. Whatever is counted in timers is wrong then, and a socket may be dead without knowing.

/** Milliseconds between two looks at the clocks. */
const LOOK_EVERY = 1_000;
/** So many milliseconds may a look be late, or the clocks apart, before it counts as sleep. */
const JUMP = 3_000;

/** What the clocks say at one look: of the wall and monotonic, milliseconds. */
export interface Look {
  wall: number;
  monotonic: number;
}

/**
 * Whether the machine slept between two looks: the clock on the wall has gone on and the monotonic
 * one, on some systems, has not. A page that is in sight is also never this late; one out of sight
 * is, because its timers are throttled.
 */
export function slept(before: Look, after: Look, visible: boolean): boolean {
  const wall = after.wall - before.wall;
  const monotonic = after.monotonic - before.monotonic;
  return Math.abs(wall - monotonic) > JUMP || (visible && monotonic > LOOK_EVERY + JUMP);
}

/** Calls `woke` whenever the page is back; the answer ends that. */
export function onWake(woke: () => void): () => void {
  const over = new AbortController();
  const { signal } = over;
  const look = (): Look => ({ wall: Date.now(), monotonic: performance.now() });
  let last = look();
  const every = setInterval(() => {
    const before = last;
    last = look();
    if (slept(before, last, document.visibilityState === 'visible')) woke();
  }, LOOK_EVERY);
  window.addEventListener('online', woke, { signal });
  window.addEventListener('offline', woke, { signal });
  window.addEventListener('pageshow', (event) => event.persisted && woke(), { signal });
  document.addEventListener('resume', woke, { signal });
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && woke(), { signal });
  return () => {
    over.abort();
    clearInterval(every);
  };
}
