import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Playback } from '../protocol/messages';
import { SyncEngine, type Abilities, type Order } from './engine';
import { SimulatedPlayer, type Temper } from './simulated-player';
import { expectedAt } from './timeline';

const ITEM = { id: 'i' } as Playback['item'];
const anchor = (at: number, position: number, more: Partial<Playback> = {}): Playback => ({
  item: ITEM ?? null,
  playing: true,
  position,
  rate: 1,
  at,
  waiting: false,
  live_offset: 0,
  ...more,
});
const EXACT: Abilities = { rates: 'any', precision: 0.003 };
const LISTED: Abilities = { rates: [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2], precision: 0.04 };
const TICK = 100;

function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Run {
  /** True errors, seconds, one a tick. */
  errors: number[];
  orders: Order[];
  engine: SyncEngine;
}

/** Drives one player for `seconds`; `events` are anchors that come at an instant. */
function run(
  temper: Temper,
  abilities: Abilities,
  seconds: number,
  events: [number, Playback][],
  seed: number,
  stalls: [number, number][] = [],
): Run {
  const random = generator(seed);
  const player = new SimulatedPlayer(temper, abilities, 100_000, random);
  const engine = new SyncEngine(abilities);
  const errors: number[] = [];
  const orders: Order[] = [];
  let playback = anchor(0, 0, { playing: false });
  for (let now = 0; now <= seconds * 1000; now += TICK) {
    const due = events.filter(([at]) => at > now - TICK && at <= now);
    for (const [, next] of due) {
      playback = next;
      engine.anchorMoved();
    }
    player.advance(now);
    for (const [at, length] of stalls) if (at > now - TICK && at <= now) player.stall(length);
    const expected = expectedAt(playback, now);
    errors.push(player.position - expected.position);
    for (const order of engine.step(now, expected, player.observe())) {
      orders.push(order);
      player.obey(order);
    }
  }
  return { errors, orders, engine };
}

function p95(errors: number[]): number {
  const sizes = errors.map(Math.abs).sort((a, b) => a - b);
  return sizes[Math.floor(sizes.length * 0.95)] ?? 0;
}

const CALM: Temper = { drift: 0, startDelay: 0.08, seekDelay: 0.2, noise: 0.002, jitter: 0.1 };

describe('SyncEngine', () => {
  it('leaves a player alone that is within the measurement error', () => {
    const engine = new SyncEngine(EXACT);
    const seen = { position: 10.008, paused: false, settled: true, ended: false, rate: 1, duration: 60 };
    expect(engine.step(0, { position: 10, moving: true, rate: 1 }, seen)).toEqual([]);
  });

  it('nudges gently, never beyond the limit, and keeps the rate of the room as its centre', () => {
    const engine = new SyncEngine(EXACT);
    const seen = { position: 9.6, paused: false, settled: true, ended: false, rate: 1.5, duration: 60 };
    expect(engine.step(0, { position: 10, moving: true, rate: 1.5 }, seen)).toEqual([{ do: 'rate', rate: 1.725 }]);
  });

  it('jumps beyond a second, then cools down', () => {
    const engine = new SyncEngine(EXACT);
    const seen = { position: 3, paused: false, settled: true, ended: false, rate: 1, duration: 60 };
    expect(engine.step(0, { position: 10, moving: true, rate: 1 }, seen)).toEqual([{ do: 'seek', to: 10 }]);
    expect(engine.step(500, { position: 10.5, moving: true, rate: 1 }, seen)).toEqual([]);
    engine.anchorMoved();
    expect(engine.step(600, { position: 30, moving: true, rate: 1 }, seen)).toEqual([{ do: 'seek', to: 30 }]);
  });

  it('jumps at once, and once, for whoever asks to be put in step', () => {
    const engine = new SyncEngine(EXACT);
    const seen = { position: 9.6, paused: false, settled: true, ended: false, rate: 1, duration: 60 };
    engine.resync();
    expect(engine.step(0, { position: 10, moving: true, rate: 1 }, seen)).toEqual([{ do: 'seek', to: 10 }]);
    expect(engine.step(3_000, { position: 13, moving: true, rate: 1 }, { ...seen, position: 12.6 })).toEqual([
      { do: 'rate', rate: 1.15 },
    ]);
  });

  it('does not jump while the player is loading', () => {
    const engine = new SyncEngine(EXACT);
    const seen = { position: 3, paused: false, settled: false, ended: false, rate: 1, duration: 60 };
    expect(engine.step(0, { position: 10, moving: true, rate: 1 }, seen)).toEqual([]);
  });

  it('pauses at the position of the room, waits while the room waits', () => {
    const engine = new SyncEngine(EXACT);
    const seen = { position: 12.4, paused: false, settled: true, ended: false, rate: 1, duration: 60 };
    const waiting = expectedAt(anchor(0, 12, { waiting: true }), 5_000);
    expect(waiting).toEqual({ position: 12, moving: false, rate: 1 });
    expect(engine.step(0, waiting, seen)).toEqual([{ do: 'pause' }, { do: 'seek', to: 12 }]);
  });

  it('leaves an ended player alone at the end and brings it back after a jump', () => {
    const engine = new SyncEngine(EXACT);
    const seen = { position: 60, paused: true, settled: true, ended: true, rate: 1, duration: 60 };
    expect(engine.step(0, { position: 60, moving: true, rate: 1 }, seen)).toEqual([]);
    engine.anchorMoved();
    expect(engine.step(100, { position: 20, moving: true, rate: 1 }, seen)[0]).toEqual({ do: 'seek', to: 20 });
  });

  it('learns how long the jumps of a player take', () => {
    const jumps: [number, Playback][] = [0, 1, 2, 3, 4, 5, 6].map((n) => [
      1_000 + n * 8_000,
      anchor(1_000 + n * 8_000, 500 * (n + 1)),
    ]);
    const { engine } = run({ ...CALM, seekDelay: 0.6 }, EXACT, 60, jumps, 7);
    expect(engine.seekDelay).toBeGreaterThan(0.4);
    expect(engine.seekDelay).toBeLessThan(0.8);
  });

  it('brings any player of an mp4 within 50 ms (p95) and keeps it there', () => {
    const temper = fc.record({
      drift: fc.double({ min: -0.004, max: 0.004, noNaN: true }),
      startDelay: fc.double({ min: 0, max: 0.5, noNaN: true }),
      seekDelay: fc.double({ min: 0.02, max: 1.2, noNaN: true }),
      noise: fc.double({ min: 0, max: 0.006, noNaN: true }),
      jitter: fc.double({ min: 0, max: 0.3, noNaN: true }),
    });
    fc.assert(
      fc.property(temper, fc.nat(), fc.constantFrom(0.75, 1, 1.5, 2), (how, seed, rate) => {
        const events: [number, Playback][] = [[1_000, anchor(1_000, 40, { rate })]];
        const { errors, orders } = run(how, EXACT, 90, events, seed);
        expect(p95(errors.slice(200))).toBeLessThanOrEqual(0.05);
        expect(orders.filter((order) => order.do === 'seek').length).toBeLessThanOrEqual(4);
      }),
      { numRuns: 200 },
    );
  });

  it('comes back after a stall, with few jumps', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.2, max: 6, noNaN: true }), fc.nat(), (length, seed) => {
        const { errors, orders } = run(CALM, EXACT, 60, [[1_000, anchor(1_000, 0)]], seed, [[20_000, length]]);
        expect(p95(errors.slice(420))).toBeLessThanOrEqual(0.05);
        expect(orders.filter((order) => order.do === 'seek').length).toBeLessThanOrEqual(3);
      }),
      { numRuns: 100 },
    );
  });

  it('holds a player with a few rates within what such a player can do', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 1.5, noNaN: true }),
        fc.double({ min: -0.001, max: 0.001, noNaN: true }),
        fc.nat(),
        (seekDelay, drift, seed) => {
          const how: Temper = { drift, startDelay: 0.3, seekDelay, noise: 0.03, jitter: 0.2 };
          const { errors, orders } = run(how, LISTED, 90, [[1_000, anchor(1_000, 300)]], seed);
          expect(p95(errors.slice(300))).toBeLessThanOrEqual(0.2);
          expect(orders.filter((order) => order.do === 'seek').length).toBeLessThanOrEqual(4);
        },
      ),
      { numRuns: 100 },
    );
  });
});
