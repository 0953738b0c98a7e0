// The timer as it stands at an instant of the room clock. Nothing here counts down: what is left
// follows from `ends_at`, so it is right after sleep, in background tabs and on a late join.
import type { Timer } from '../protocol/messages';

/** The settings that TIMER_CONFIGURE takes. */
export type TimerSettings = Omit<Timer, 'phase' | 'running' | 'remaining' | 'ends_at' | 'cycle'>;

/** Seconds that the running phase takes in all; those of a focus phase while idle. */
export function phaseLength(timer: Timer): number {
  if (timer.phase === 'short_break') return timer.short_break;
  return timer.phase === 'long_break' ? timer.long_break : timer.focus;
}

/** Seconds left at the instant `now` of the room clock. */
export function remainingAt(timer: Timer, now: number): number {
  if (!timer.running) return timer.phase === 'idle' ? timer.focus : timer.remaining;
  return Math.min(Math.max(0, (timer.ends_at - now) / 1000), phaseLength(timer));
}

/** Which focus phase this is, counted from 1 up to `cycles`. */
export function roundOf(timer: Timer): number {
  const passed = timer.phase === 'idle' || timer.phase === 'focus' ? timer.cycle + 1 : timer.cycle;
  return Math.min(Math.max(1, passed), timer.cycles);
}

/** Milliseconds after which the end of a phase is history and nobody is startled with it. */
const NEWS = 15_000;

/** One phase gave way to another. */
export interface Turn {
  phase: string;
  /** It was just now; otherwise the page was away, and only tells how things stand. */
  fresh: boolean;
}

/** The phase that another one gave way to at the instant `at`; null where none did. */
export function turned(before: Timer | null, after: Timer, at: number, now: number): Turn | null {
  if (!before || before.phase === 'idle' || after.phase === 'idle' || before.phase === after.phase) return null;
  return { phase: after.phase, fresh: now - at < NEWS };
}

/** The latest instant at which the running phase can have begun; 0 for one that stands still. */
export function begunAt(timer: Timer): number {
  return timer.running ? timer.ends_at - phaseLength(timer) * 1000 : 0;
}

/** The settings of a timer alone. */
export function settingsOf(timer: Timer): TimerSettings {
  const { focus, short_break, long_break, cycles, auto_start, focus_action, break_action } = timer;
  return { focus, short_break, long_break, cycles, auto_start, focus_action, break_action };
}
