// The correction ladder (DESIGN.md §5), pure: time is an argument and the answer is a list of
// orders for the player. Small errors are walked off by a slightly different playback rate,
// which nobody notices; only what is too far away is jumped to, and a jump aims ahead by the
// delay that this player has shown, so that it lands where the room then is.
import { SeekDelay } from './seek-delay';
import type { Expected, Live } from './timeline';

/** What the player says of itself at one instant. */
export interface Observed {
  /** Seconds. */
  position: number;
  paused: boolean;
  /** Neither seeking nor waiting for data: its position means something. */
  settled: boolean;
  ended: boolean;
  rate: number;
  /** Seconds, 0 = unknown. */
  duration: number;
  /** Of a live stream. */
  live?: Live | null;
}

/** What a kind of player can do. */
export interface Abilities {
  /** Rates it takes: any, or only these. */
  rates: 'any' | readonly number[];
  /** Seconds by which its reported position may be wrong. */
  precision: number;
}

/** What the player is to do now. */
export type Order = { do: 'play' } | { do: 'pause' } | { do: 'seek'; to: number } | { do: 'rate'; rate: number };

/** Errors beyond this many seconds (of the room clock, whatever the rate) are jumped, not walked. */
export const SEEK_FROM = 1;
/** Whoever asks to be put in step is jumped from here on, seconds; less nobody notices. */
const RESYNC_FROM = 0.1;
/** A nudge changes the rate by at most this share where any rate is possible. */
export const MAX_NUDGE = 0.15;
/** Seconds in which a nudge would remove the error if it did not shrink. */
const HORIZON = 0.8;
/** Errors below the first start no nudge, errors below the second end one; seconds beside the precision. */
const NUDGE_FROM = 0.012;
const NUDGE_UNTIL = 0.004;
/** Share of a new measurement in the smoothed error. */
const SMOOTHING = 0.4;
/** Milliseconds between two changes of the rate, two orders to play, two jumps. */
const RATE_INTERVAL = 240;
const PLAY_INTERVAL = 1_000;
const COOL_DOWN = 2_000;
const MAX_COOL_DOWN = 30_000;
/** A paused player may be this far off, seconds. */
const PAUSED_TOLERANCE = 0.03;
/** Near the end nothing is corrected any more, seconds. */
const END_MARGIN = 0.3;

/** Keeps one player with the room. */
export class SyncEngine {
  readonly #delay = new SeekDelay();
  #error = 0;
  #measured = false;
  #lastStep = -Infinity;
  #lastRateChange = -Infinity;
  #lastPlay = -Infinity;
  #nextSeek = -Infinity;
  #coolDown = COOL_DOWN;
  #nudging = false;
  #burst: { from: number; target: number } | null = null;
  #jumpOnce = false;

  constructor(private readonly abilities: Abilities) {}

  /** Smoothed error in seconds, positive when ahead of the room; null before the first measurement. */
  get error(): number | null {
    return this.#measured ? this.#error : null;
  }

  /** The learned delay of a jump, seconds. */
  get seekDelay(): number {
    return this.#delay.value;
  }

  /** The user asks to be put in step: what would be walked off is jumped this once. */
  resync(): void {
    this.anchorMoved();
    this.#jumpOnce = true;
  }

  /** The anchor has moved: correct at once, without cool-down. */
  anchorMoved(): void {
    this.#measured = false;
    this.#nextSeek = -Infinity;
    this.#coolDown = COOL_DOWN;
    this.#lastPlay = -Infinity;
    this.#delay.abandon();
  }

  /**
   * One look at the player, about ten times a second.
   *
   * @param now local monotonic milliseconds
   */
  step(now: number, expected: Expected, seen: Observed): Order[] {
    const elapsed = Math.min(1, Math.max(0, (now - this.#lastStep) / 1000));
    this.#lastStep = now;
    if (!expected.moving) return this.#hold(now, expected, seen);
    if (seen.ended) return this.#rewind(now, expected, seen);
    if (seen.paused) return this.#start(now, expected, seen);
    if (!seen.settled) {
      this.#measured = false;
      return [];
    }
    this.#measure(seen.position - expected.position, elapsed, seen.rate - expected.rate);
    this.#delay.landed(now, this.#error / expected.rate);
    const from = this.#jumpOnce ? RESYNC_FROM : SEEK_FROM;
    this.#jumpOnce = false;
    if (Math.abs(this.#error) > from * expected.rate)
      return this.#jump(now, expected, seen, this.#delay.value * expected.rate);
    return this.#nudge(now, expected, seen);
  }

  #hold(now: number, expected: Expected, seen: Observed): Order[] {
    const orders: Order[] = [];
    this.#nudging = false;
    this.#burst = null;
    if (!seen.paused && !seen.ended) orders.push({ do: 'pause' });
    if (!seen.settled) return orders;
    this.#error = seen.position - expected.position;
    this.#measured = true;
    const off = Math.abs(this.#error) > Math.max(PAUSED_TOLERANCE, this.abilities.precision);
    if (off && !(seen.ended && expected.position >= seen.duration - END_MARGIN)) {
      orders.push(...this.#jump(now, expected, seen, 0));
    }
    return orders;
  }

  #rewind(now: number, expected: Expected, seen: Observed): Order[] {
    if (seen.duration > 0 && expected.position >= seen.duration - END_MARGIN) return [];
    return this.#jump(now, expected, seen, this.#delay.value * expected.rate);
  }

  #start(now: number, expected: Expected, seen: Observed): Order[] {
    if (now - this.#lastPlay < PLAY_INTERVAL) return [];
    this.#lastPlay = now;
    this.#measured = false;
    const far = Math.abs(seen.position - expected.position) > SEEK_FROM * expected.rate;
    const orders = far ? this.#jump(now, expected, seen, this.#delay.value * expected.rate) : [];
    if (seen.rate !== expected.rate) orders.push(this.#setRate(now, expected.rate));
    return [...orders, { do: 'play' }];
  }

  /** Between two looks the error moves by what the rate is off; a new measurement is mixed into that. */
  #measure(error: number, elapsed: number, rateOff: number): void {
    const predicted = this.#error + rateOff * elapsed;
    const sudden = Math.abs(error - predicted) > 0.25;
    this.#error = this.#measured && !sudden ? predicted + SMOOTHING * (error - predicted) : error;
    this.#measured = true;
  }

  #jump(now: number, expected: Expected, seen: Observed, ahead: number): Order[] {
    if (now < this.#nextSeek) return [];
    this.#nextSeek = now + this.#coolDown;
    // A jump that did not help is tried again ever more rarely.
    this.#coolDown = Math.min(MAX_COOL_DOWN, this.#coolDown * 2);
    this.#measured = false;
    this.#nudging = false;
    this.#burst = null;
    const target = expected.position + ahead;
    const to = seen.duration > 0 ? Math.min(target, Math.max(0, seen.duration - 0.05)) : target;
    // Only a player that was playing shows what a jump costs; a cold start costs more.
    if (expected.moving && !seen.paused && seen.settled) this.#delay.aimed(now);
    const orders: Order[] = [{ do: 'seek', to }];
    if (seen.rate !== expected.rate) orders.push(this.#setRate(now, expected.rate));
    return orders;
  }

  #nudge(now: number, expected: Expected, seen: Observed): Order[] {
    const size = Math.abs(this.#error);
    if (size < SEEK_FROM / 2) this.#coolDown = COOL_DOWN;
    const left = seen.duration > 0 ? seen.duration - expected.position : Infinity;
    const wanted =
      left < END_MARGIN
        ? expected.rate
        : this.abilities.rates === 'any'
          ? this.#anyRate(size, expected.rate)
          : this.#listedRate(this.abilities.rates, size, expected.rate);
    if (Math.abs(wanted - seen.rate) < 0.0015) return [];
    if (now - this.#lastRateChange < RATE_INTERVAL) return [];
    return [this.#setRate(now, wanted)];
  }

  #anyRate(size: number, rate: number): number {
    const noise = this.abilities.precision;
    this.#nudging = size > NUDGE_FROM + noise || (this.#nudging && size > NUDGE_UNTIL + noise / 2);
    if (!this.#nudging) return rate;
    const share = Math.min(MAX_NUDGE, Math.max(-MAX_NUDGE, -this.#error / rate / HORIZON));
    return Math.round(rate * (1 + share) * 1000) / 1000;
  }

  /** Players with a few rates: the next one up or down, for as long as it takes. */
  #listedRate(rates: readonly number[], size: number, rate: number): number {
    const start = Math.max(0.12, 3 * this.abilities.precision);
    if (this.#burst && (Math.sign(this.#error) !== this.#burst.from || size < this.abilities.precision))
      this.#burst = null;
    if (!this.#burst && size > start) {
      const next = rates.filter((one) => (this.#error < 0 ? one > rate : one < rate));
      const target = this.#error < 0 ? Math.min(...next) : Math.max(...next);
      if (Number.isFinite(target)) this.#burst = { from: Math.sign(this.#error), target };
    }
    return this.#burst?.target ?? rate;
  }

  #setRate(now: number, rate: number): Order {
    this.#lastRateChange = now;
    return { do: 'rate', rate };
  }
}
