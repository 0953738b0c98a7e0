import { expect, it } from 'vitest';
import type { Playback } from '../protocol/messages';
import { SyncEngine } from './engine';
import { LiveEdge, REMEMBERED } from './live-edge';
import { SimulatedPlayer } from './simulated-player';
import { behindOf, expectedLive } from './timeline';

const playback = (more: Partial<Playback> = {}): Playback => ({
  item: { id: 'i' } as NonNullable<Playback['item']>,
  playing: true,
  position: 0,
  rate: 1,
  at: 0,
  waiting: false,
  live_offset: 0,
  ...more,
});

it('moves on evenly between the steps of a playlist', () => {
  const edge = new LiveEdge();
  expect(edge.at(0)).toBeNull();
  // Segments of 6 s appear on time, but each reload sees them up to 4 s late.
  for (let now = 0; now <= 60_000; now += 4_000) edge.saw(Math.floor(now / 6_000) * 6 + 100, now);
  for (let now = 60_000; now < 66_000; now += 100) {
    expect(Math.abs((edge.at(now) ?? 0) - (100 + now / 1000))).toBeLessThan(1);
  }
});

it('is found by a few looks, however late the reloads see it', () => {
  for (const late of [200, 2_500, 5_900]) {
    const edge = new LiveEdge();
    const shown = (now: number): number => Math.floor(now / 6_000) * 6 + 100;
    let looks = 0;
    let when: number | null = null;
    for (let now = 60_000; now < 180_000; now += 10) {
      if (now % 6_000 === late - (late % 10)) {
        edge.saw(shown(now), now);
        when = edge.look(now, 6);
      }
      if (when === null || now < when) continue;
      looks += 1;
      when = null;
      edge.saw(shown(now), now);
      edge.missed(shown(now) + 6, now);
    }
    expect(Math.abs((edge.at(180_000) ?? 0) - 280)).toBeLessThan(0.1);
    expect(looks).toBeLessThan(20);
  }
});

it('waits for a stream that stands still', () => {
  const edge = new LiveEdge();
  for (let now = 0; now <= REMEMBERED * 3; now += 2_000) edge.saw(Math.min(now / 1000, 10), now);
  expect((edge.at(REMEMBERED * 3) ?? 99) - 10).toBeLessThan(REMEMBERED / 1000);
});

it.each([
  { live_offset: 0, behind: 12 },
  { live_offset: 40, behind: 40 },
])('keeps players $behind s behind the edge, as each other, also after a pause', ({ live_offset, behind }) => {
  const players = [0.03, -0.02].map((drift, number) => {
    let seed = number + 7;
    const random = (): number => ((seed = (seed * 16807) % 2147483647), seed / 2147483647);
    const temper = { drift: drift / 10, startDelay: 0.3, seekDelay: 0.4, noise: 0.005, jitter: 0.1 };
    return {
      player: new SimulatedPlayer(temper, { rates: 'any', precision: 0.003 }, 100_000, random),
      engine: new SyncEngine({ rates: 'any', precision: 0.003 }),
      edge: new LiveEdge(),
      /** Their reloads are not at the same instants. */
      phase: number * 1_700,
    };
  });
  let playing = true;
  for (let now = 0; now <= 120_000; now += 100) {
    if (now === 60_000 || now === 70_000) {
      playing = now === 70_000;
      for (const { engine } of players) engine.anchorMoved();
    }
    for (const { player, engine, edge, phase } of players) {
      player.advance(now);
      if ((now + phase) % 4_000 < 100) edge.saw(500 + Math.floor(now / 4_000) * 4, now);
      const seen = { ...player.observe(), live: { edge: edge.at(now) ?? 500, nearest: 12, farthest: 90 } };
      for (const order of engine.step(now, expectedLive(playback({ playing, live_offset }), seen, seen.live), seen))
        player.obey(order);
    }
    if (now === 69_900) expect(players.every(({ player }) => player.paused)).toBe(true);
  }
  const seen = players.map(({ player, edge }) => (edge.at(120_000) ?? 0) - player.position);
  for (const one of seen) expect(Math.abs(one - behind)).toBeLessThan(0.1);
});

it('goes no nearer to the edge than players can, and no further back than there is something', () => {
  const live = { edge: 500, nearest: 12, farthest: 90 };
  expect([0, 12, 50, 90, 3_600].map((live_offset) => behindOf({ live_offset }, live))).toEqual([12, 12, 50, 90, 90]);
  // A list that is shorter than three segments.
  expect(behindOf({ live_offset: 50 }, { ...live, farthest: 4 })).toBe(12);
});

it('asks nothing of a paused player, which has no place to be at', () => {
  const seen = { position: 33, paused: true, settled: true, ended: false, rate: 1, duration: 0 };
  const expected = expectedLive(playback({ playing: false }), seen, { edge: 90, nearest: 12, farthest: 60 });
  expect(expected).toEqual({ position: 33, moving: false, rate: 1 });
  expect(new SyncEngine({ rates: 'any', precision: 0.003 }).step(0, expected, seen)).toEqual([]);
});
