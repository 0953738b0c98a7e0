// Follows an import that runs on the server: asks how far it has come until it is over.
import { asProblem, type Problem } from '../api/problem';
import type { Import } from '../api/library';

/** What the page shows of it. */
export interface Progress {
  job: Import | null;
  problem: Problem | null;
}

/** Milliseconds between two looks, and how many may fail in a row. */
export const LOOK_EVERY = 1_000;
const FAILURES = 5;

/** One import. */
export class Importing {
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ended = false;
  #job: Import | null = null;

  constructor(
    private readonly calls: { state: (id: string) => Promise<Import>; cancel: (id: string) => Promise<void> },
    private readonly changed: (progress: Progress) => void,
  ) {}

  /** Starts it, and follows it to its end. */
  async run(start: () => Promise<Import>): Promise<void> {
    try {
      this.#show(await start());
    } catch (error) {
      this.#ended = true;
      this.changed({ job: null, problem: asProblem(error) });
    }
  }

  /** Ends it on the server; what was added stays. */
  async cancel(): Promise<void> {
    if (!this.#job) return;
    await this.calls.cancel(this.#job.id).catch(() => undefined);
    await this.#look();
  }

  /** Looks no more. */
  close(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
  }

  #show(job: Import): void {
    if (this.#ended) return;
    this.#job = job;
    this.#failures = 0;
    this.changed({ job, problem: null });
    clearTimeout(this.#timer);
    if (job.status === 'running') this.#timer = setTimeout(() => void this.#look(), LOOK_EVERY);
    else this.#ended = true;
  }

  async #look(): Promise<void> {
    if (!this.#job || this.#ended) return;
    try {
      this.#show(await this.calls.state(this.#job.id));
    } catch (error) {
      this.#failures += 1;
      clearTimeout(this.#timer);
      if (this.#failures >= FAILURES) this.changed({ job: this.#job, problem: asProblem(error) });
      else this.#timer = setTimeout(() => void this.#look(), LOOK_EVERY * 2 ** this.#failures);
    }
  }
}
