// How far behind a player is when it has finished a jump, learned from its own jumps.

const SMOOTHING = 0.5;
const MAX = 2;
/** An error beyond this many seconds is no landing: the player still tells where it was. */
const IMPLAUSIBLE = 3;
/** A landing later than this many milliseconds tells of the network, not of the player. */
const TOO_LATE = 8_000;

/** Learned delay between the order to seek and moving pictures, seconds. */
export class SeekDelay {
  #value = 0;
  #aimedAt: number | null = null;

  /** Seconds to aim ahead by. */
  get value(): number {
    return this.#value;
  }

  /** A jump was ordered at this local instant. */
  aimed(now: number): void {
    this.#aimedAt = now;
  }

  /** The jump does not count: something else moved in between. */
  abandon(): void {
    this.#aimedAt = null;
  }

  /** First measured error after the jump (seconds of the room clock, negative when behind). */
  landed(now: number, error: number): void {
    if (this.#aimedAt === null) return;
    const inTime = now - this.#aimedAt < TOO_LATE;
    // Some players go on telling the old position for a moment: that is no landing yet.
    if (inTime && Math.abs(error) > IMPLAUSIBLE) return;
    this.#aimedAt = null;
    if (inTime) this.#value = Math.min(MAX, Math.max(0, this.#value - SMOOTHING * error));
  }
}
