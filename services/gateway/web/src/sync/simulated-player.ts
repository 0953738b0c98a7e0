// A player for the tests of the engine: its own clock rate, latency of every order, a seek that
// takes time, stalls, and a position that it reports with some noise.
import type { Abilities, Observed, Order } from './engine';

/** How a simulated player misbehaves. Seconds, except where said. */
export interface Temper {
  /** Its second is this much longer or shorter, a share. */
  drift: number;
  startDelay: number;
  seekDelay: number;
  /** Largest error of a reported position. */
  noise: number;
  /** Share of the seek delay by which one jump differs from the next. */
  jitter: number;
}

/** Plays in simulated time; `random` is in [0, 1). */
export class SimulatedPlayer {
  position = 0;
  rate = 1;
  paused = true;
  #busyUntil = 0;
  #now = 0;

  constructor(
    private readonly temper: Temper,
    private readonly abilities: Abilities,
    readonly duration: number,
    private readonly random: () => number,
  ) {}

  get settled(): boolean {
    return this.#now >= this.#busyUntil;
  }

  /** Lets simulated milliseconds pass. */
  advance(now: number): void {
    const from = Math.max(this.#now, Math.min(now, this.#busyUntil));
    if (!this.paused) this.position += ((now - from) / 1000) * this.rate * (1 + this.temper.drift);
    this.position = Math.min(this.position, this.duration);
    this.#now = now;
  }

  observe(): Observed {
    const noise = (this.random() * 2 - 1) * this.temper.noise;
    return {
      position: Math.max(0, this.position + (this.paused ? 0 : noise)),
      paused: this.paused,
      settled: this.settled,
      ended: this.position >= this.duration,
      rate: this.rate,
      duration: this.duration,
    };
  }

  obey(order: Order): void {
    if (order.do === 'pause') this.paused = true;
    if (order.do === 'rate') this.rate = this.#possible(order.rate);
    if (order.do === 'play' && this.paused) {
      this.paused = false;
      this.#wait(this.temper.startDelay);
    }
    if (order.do === 'seek') {
      this.position = Math.min(this.duration, order.to);
      this.#wait(this.temper.seekDelay * (1 + this.temper.jitter * (this.random() * 2 - 1)));
    }
  }

  /** Stops for want of data. */
  stall(seconds: number): void {
    this.#wait(seconds);
  }

  #wait(seconds: number): void {
    this.#busyUntil = Math.max(this.#busyUntil, this.#now + seconds * 1000);
  }

  #possible(rate: number): number {
    if (this.abilities.rates === 'any') return rate;
    return this.abilities.rates.reduce((best, one) => (Math.abs(one - rate) < Math.abs(best - rate) ? one : best));
  }
}
