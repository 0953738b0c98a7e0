import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RoomClock, SAMPLES } from './clock';

describe('RoomClock', () => {
  it('believes the sample with the shortest round trip', () => {
    const clock = new RoomClock();
    clock.add(0, 1_000_100, 200);
    clock.add(1_000, 1_001_010, 1_020);
    clock.add(2_000, 1_002_400, 2_500);
    expect(clock.offset).toBe(1_000_000);
    expect(clock.error).toBe(10);
    expect(clock.at(5_000)).toBe(1_005_000);
  });

  it('forgets samples that are older than the last eight', () => {
    const clock = new RoomClock();
    clock.add(0, 500, 2);
    for (let n = 0; n < SAMPLES; n += 1) clock.add(1_000 + n, 9_000 + n, 1_100 + n);
    expect(clock.error).toBe(50);
  });

  it('uses the hint of WELCOME only until the first PONG, and survives a reset', () => {
    const clock = new RoomClock();
    expect(clock.known).toBe(false);
    clock.hint(5_000, 1_000);
    expect(clock.at(1_000)).toBe(5_000);
    expect(clock.error).toBe(Infinity);
    clock.add(2_000, 6_010, 2_020);
    expect(clock.at(2_000)).toBe(6_000);
    clock.reset();
    expect(clock.known).toBe(true);
    expect(clock.at(2_000)).toBe(6_000);
  });

  it('ignores samples that cannot be', () => {
    const clock = new RoomClock();
    clock.add(10, NaN, 12);
    clock.add(10, 50, 5);
    expect(clock.known).toBe(false);
  });

  it('is never wrong by more than its stated error', () => {
    const trip = fc.record({
      there: fc.double({ min: 0, max: 800, noNaN: true }),
      back: fc.double({ min: 0, max: 800, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.array(trip, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: -1e12, max: 1e12 }),
        (trips, truth) => {
          const clock = new RoomClock();
          let now = 0;
          for (const { there, back } of trips) {
            clock.add(now, now + there + truth, now + there + back);
            now += 1_000;
          }
          expect(Math.abs(clock.offset - truth)).toBeLessThanOrEqual(clock.error + 1e-3);
        },
      ),
    );
  });
});
