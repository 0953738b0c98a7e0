// Time, as the connection needs it: an argument, so that tests drive it.

/** A monotonic clock, timers and chance. */
export interface Scheduler {
  /** Local milliseconds, never going back. */
  now(): number;
  /** In [0, 1). */
  random(): number;
  /** Runs `work` after some milliseconds unless cancelled. */
  after(milliseconds: number, work: () => void): () => void;
}

/** The browser's. */
export const browserScheduler: Scheduler = {
  now: () => performance.now(),
  random: () => Math.random(),
  after: (milliseconds, work) => {
    const timer = setTimeout(work, milliseconds);
    return () => clearTimeout(timer);
  },
};
