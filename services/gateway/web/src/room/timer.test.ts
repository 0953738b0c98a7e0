import { describe, expect, it } from 'vitest';
import type { Timer } from '../protocol/messages';
import { begunAt, phaseLength, remainingAt, roundOf, settingsOf, turned } from './timer';

const timer = (more: Partial<Timer> = {}): Timer => ({
  phase: 'idle',
  running: false,
  remaining: 0,
  ends_at: 0,
  cycle: 0,
  focus: 1500,
  short_break: 300,
  long_break: 900,
  cycles: 4,
  auto_start: true,
  focus_action: 'none',
  break_action: 'none',
  ...more,
});

describe('the timer', () => {
  it('has what is left from the room clock alone', () => {
    const running = timer({ phase: 'focus', running: true, ends_at: 1_000_000 });
    expect(remainingAt(running, 990_000)).toBe(10);
    // A page that slept past the end, and a clock that is behind the start.
    expect(remainingAt(running, 2_000_000)).toBe(0);
    expect(remainingAt(running, -5_000_000)).toBe(1500);
    expect(remainingAt(timer({ phase: 'short_break', remaining: 12.5 }), 990_000)).toBe(12.5);
    expect(remainingAt(timer(), 990_000)).toBe(1500);
  });

  it('knows how long a phase takes', () => {
    expect(['idle', 'focus', 'short_break', 'long_break'].map((phase) => phaseLength(timer({ phase })))).toEqual([
      1500, 1500, 300, 900,
    ]);
  });

  it.each([
    ['idle', 0, 1],
    ['focus', 0, 1],
    ['short_break', 1, 1],
    ['focus', 3, 4],
    ['long_break', 4, 4],
  ])('in %s after %i finished rounds is in round %i', (phase, cycle, round) => {
    expect(roundOf(timer({ phase, cycle }))).toBe(round);
  });

  it('turns when a phase gives way to another, and knows news from history', () => {
    const focus = timer({ phase: 'focus', running: true, ends_at: 10_000 });
    const rest = timer({ phase: 'short_break', running: true });
    expect(turned(focus, rest, 10_000, 10_050)).toEqual({ phase: 'short_break', fresh: true });
    expect(turned(rest, focus, 10_000, 10_050)).toEqual({ phase: 'focus', fresh: true });
    expect(turned(focus, rest, 10_000, 60_000)).toEqual({ phase: 'short_break', fresh: false });
    expect(turned(focus, timer({ phase: 'focus', remaining: 5 }), 10_000, 10_050)).toBeNull();
    expect(turned(timer(), focus, 10_000, 10_050)).toBeNull();
    expect(turned(focus, timer(), 10_000, 10_050)).toBeNull();
    expect(turned(null, rest, 10_000, 10_050)).toBeNull();
  });

  it('knows when the running phase began, for a page that was away', () => {
    expect(begunAt(timer({ phase: 'focus', running: true, ends_at: 2_000_000 }))).toBe(500_000);
    expect(begunAt(timer({ phase: 'focus', remaining: 20 }))).toBe(0);
  });

  it('gives its settings without its state', () => {
    expect(Object.keys(settingsOf(timer())).sort()).toEqual(
      ['auto_start', 'break_action', 'cycles', 'focus', 'focus_action', 'long_break', 'short_break'].sort(),
    );
  });
});
