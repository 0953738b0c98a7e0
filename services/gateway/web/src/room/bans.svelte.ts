// Who stays out, for those who may let them in again. The list names people who are not there, so
// it is no part of the room that everybody is told: it is asked for while somebody looks at it.
import { asProblem, type Problem } from '../api/problem';
import { bansOf, type Ban } from '../api/rooms';
import type { Session } from '../api/session';
import type { Send } from './direct.svelte';

/** Bans in one page, and pages that are asked for. */
const PER_PAGE = 100;
const PAGES = 5;

/** The ban list of a room, while it is open. */
export class BanList {
  bans = $state.raw<readonly Ban[]>([]);
  loading = $state(false);
  problem = $state.raw<Problem | null>(null);
  #open = false;
  #asked = 0;

  constructor(
    private readonly session: Session,
    private readonly room: string,
    private readonly send: Send,
  ) {}

  /** Somebody looks; the answer ends that. */
  open(): () => void {
    this.#open = true;
    this.loading = true;
    void this.#ask();
    return () => (this.#open = false);
  }

  /** Somebody has been banned. */
  grown(): void {
    if (this.#open) void this.#ask();
  }

  /** Lets somebody in again. */
  async lift(user_id: string): Promise<void> {
    await this.send('UNBAN', { user_id });
    this.bans = this.bans.filter((ban) => ban.user_id !== user_id);
    await this.#ask();
  }

  async #ask(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const bans: Ban[] = [];
      let cursor: string | null = null;
      for (let page = 0; page < PAGES; page += 1) {
        const answer: Awaited<ReturnType<typeof bansOf>> = await bansOf(this.session, this.room, PER_PAGE, cursor);
        bans.push(...answer.items);
        cursor = answer.next_cursor ?? null;
        if (!cursor) break;
      }
      // An older question's answer says nothing any more.
      if (asked !== this.#asked) return;
      this.bans = bans;
      this.problem = null;
    } catch (error) {
      this.problem = asProblem(error);
    }
    this.loading = false;
  }
}
