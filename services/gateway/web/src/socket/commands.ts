// Commands that wait for their answer: exactly one ACK or ERROR each, matched by id. A lost
// connection fails all of them; sending one again under the same id is safe for ten minutes.
import { Problem } from '../api/problem';
import type { Ack, Error as Refusal } from '../protocol/messages';
import type { Scheduler } from './scheduler';

/** Milliseconds after which a command without an answer has failed. */
export const TIMEOUT = 10_000;
/** More than these waiting at once are refused here; the server would refuse them as too many. */
export const WAITING_MAX = 100;

interface Waiting {
  resolve: (ack: Ack) => void;
  reject: (problem: Problem) => void;
  cancel: () => void;
}

/** The commands of one connection. */
export class Commands {
  readonly #waiting = new Map<string, Waiting>();

  constructor(private readonly scheduler: Scheduler) {}

  /** A promise of the answer to the command with that id. */
  expect(id: string): Promise<Ack> {
    if (this.#waiting.size >= WAITING_MAX) return Promise.reject(new Problem('rate_limited'));
    this.#settle(id)?.reject(new Problem('repeated'));
    return new Promise((resolve, reject) => {
      const cancel = this.scheduler.after(TIMEOUT, () => this.#settle(id)?.reject(new Problem('timeout')));
      this.#waiting.set(id, { resolve, reject, cancel });
    });
  }

  ack(ack: Ack): void {
    this.#settle(ack.id)?.resolve(ack);
  }

  refuse(refusal: Refusal): void {
    this.#settle(refusal.id)?.reject(new Problem(refusal.code, 0, refusal.detail, refusal.retry_after));
  }

  /** Nothing will be answered any more. */
  failAll(code: string): void {
    for (const id of [...this.#waiting.keys()]) this.#settle(id)?.reject(new Problem(code));
  }

  #settle(id: string): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    waiting?.cancel();
    this.#waiting.delete(id);
    return waiting;
  }
}
