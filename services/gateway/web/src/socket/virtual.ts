// For the tests of the connection: a clock that they turn, and sockets that they answer.
import type { Scheduler } from './scheduler';
import type { Socket } from './connection';
import type { ServerFrame } from '../protocol/messages';

/** Time that stands still until told. */
export class VirtualTime implements Scheduler {
  #now = 0;
  #timers: { at: number; work: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  random(): number {
    return 0.5;
  }

  after(milliseconds: number, work: () => void): () => void {
    const timer = { at: this.#now + milliseconds, work };
    this.#timers.push(timer);
    return () => (this.#timers = this.#timers.filter((one) => one !== timer));
  }

  /** Lets time pass, with what promises do in between. */
  async pass(milliseconds: number): Promise<void> {
    const until = this.#now + milliseconds;
    await settle();
    for (;;) {
      const next = this.#timers.filter((one) => one.at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#timers = this.#timers.filter((one) => one !== next);
      this.#now = Math.max(this.#now, next.at);
      next.work();
      await settle();
    }
    this.#now = until;
  }
}

/** Lets everything that promises wait for happen. */
export async function settle(): Promise<void> {
  for (let n = 0; n < 8; n += 1) await Promise.resolve();
}

/** A socket whose other end is the test. */
export class VirtualSocket implements Socket {
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: unknown }) => void) | null = null;
  onclose: ((close: { code: number }) => void) | null = null;
  readyState = 1;
  readonly sent: Record<string, unknown>[] = [];

  constructor(readonly url: URL) {}

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }

  close(): void {
    this.readyState = 3;
  }

  /** The server says something. */
  tell(frame: ServerFrame): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  /** The server, or the network, ends it. */
  end(code: number): void {
    this.readyState = 3;
    this.onclose?.({ code });
  }

  welcome(resume = 'token'): void {
    this.tell({
      WELCOME: { member_id: 'm1', resume, server_time: 1_000_000, heartbeat: 5, grace: 15, limits: null, features: [] },
    });
  }

  /** The frames of one command that were sent. */
  commands(name: string): Record<string, unknown>[] {
    return this.sent.filter((frame) => name in frame);
  }
}
