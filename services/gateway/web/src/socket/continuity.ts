// Notices what is missing: revisions count without a hole within one epoch, so a hole, another
// epoch or a head that stays out of reach means that something was lost on the way.
import type { Event } from '../protocol/messages';

/** What is to be done with an event. */
export type Verdict = 'apply' | 'ignore' | 'resync';

/** Where this client stands in the room's history. */
export class Continuity {
  epoch = '';
  revision = 0;
  #resyncing = false;

  /** Everything was told anew. */
  snapshot(epoch: string, revision: number): void {
    this.epoch = epoch;
    this.revision = revision;
    this.#resyncing = false;
  }

  /** A new socket: an earlier RESYNC will not be answered any more. */
  reconnected(): void {
    this.#resyncing = false;
  }

  /** Judges one event; `resync` is said once for each loss. */
  judge(event: Pick<Event, 'epoch' | 'revision'>): Verdict {
    if (event.epoch === this.epoch && event.revision <= this.revision) return 'ignore';
    if (event.epoch === this.epoch && event.revision === this.revision + 1) {
      this.revision = event.revision;
      return 'apply';
    }
    return this.lost() ? 'resync' : 'ignore';
  }

  /** Whether a head is ahead of what has arrived. It may merely be on its way. */
  behind(epoch: string, revision: number): boolean {
    return epoch !== this.epoch || revision > this.revision;
  }

  /** Something is missing; false when a RESYNC is already under way. */
  lost(): boolean {
    if (this.#resyncing) return false;
    this.#resyncing = true;
    return true;
  }
}
