// The room clock as this browser estimates it. One sample says "at this local instant the room
// clock stood there, give or take half the round trip"; of the last eight the one with the
// shortest round trip is believed, because queues on the way only ever lengthen it.

/** How many samples are kept (DESIGN.md §5). */
export const SAMPLES = 8;
/** Pings right after connecting, and the milliseconds between two of them. */
export const BURST = 5;
export const BURST_INTERVAL = 120;
/** Milliseconds between two pings later on. */
export const INTERVAL = 10_000;

interface Sample {
  offset: number;
  roundTrip: number;
}

/** Estimates room time from PING/PONG pairs. All times are milliseconds; local ones are monotonic. */
export class RoomClock {
  #samples: Sample[] = [];
  #fallback: number | null = null;

  /**
   * Takes one PONG.
   *
   * @param sentAt local instant at which the PING left
   * @param serverTime room time in the PONG
   * @param receivedAt local instant at which the PONG came
   */
  add(sentAt: number, serverTime: number, receivedAt: number): void {
    const roundTrip = receivedAt - sentAt;
    if (!Number.isFinite(serverTime) || !(roundTrip >= 0)) return;
    this.#samples.push({ offset: serverTime - (sentAt + receivedAt) / 2, roundTrip });
    if (this.#samples.length > SAMPLES) this.#samples.shift();
  }

  /** A time the server told without being asked (WELCOME): good until the first PONG. */
  hint(serverTime: number, receivedAt: number): void {
    this.#fallback = serverTime - receivedAt;
  }

  /** Forgets the samples, as after sleep, when the local clock may have stood still. */
  reset(): void {
    const best = this.#best();
    if (best) this.#fallback = best.offset;
    this.#samples = [];
  }

  /** Whether any estimate exists. */
  get known(): boolean {
    return this.#samples.length > 0 || this.#fallback !== null;
  }

  /** Room time minus local time. */
  get offset(): number {
    return this.#best()?.offset ?? this.#fallback ?? 0;
  }

  /** Bound on the estimate's error: half the best round trip. Infinite while only hinted. */
  get error(): number {
    const best = this.#best();
    return best ? best.roundTrip / 2 : Infinity;
  }

  /** Room time at a local instant. */
  at(localTime: number): number {
    return localTime + this.offset;
  }

  #best(): Sample | undefined {
    let best: Sample | undefined;
    for (const sample of this.#samples) if (!best || sample.roundTrip <= best.roundTrip) best = sample;
    return best;
  }
}
