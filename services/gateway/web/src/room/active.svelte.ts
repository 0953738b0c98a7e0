// Who is logged in right now: one page of the list to begin with, and then its changes, for as
// long as somebody looks.
import { asProblem, type Problem } from '../api/problem';
import { activeUsers } from '../api/users';
import type { Session } from '../api/session';
import type { User, Users } from '../protocol/messages';
import type { Send } from './direct.svelte';
import { folded } from './users';

/** The list of active users, while it is watched. */
export class ActiveUsers {
  users = $state.raw<readonly User[]>([]);
  loading = $state(false);
  problem = $state.raw<Problem | null>(null);
  #watching = false;
  #changes: Users[] = [];

  constructor(
    private readonly session: Session,
    private readonly send: Send,
  ) {}

  /** Begins to watch. Changes are asked for before the list, so that none falls between. */
  async watch(): Promise<void> {
    this.#watching = true;
    this.#changes = [];
    this.loading = true;
    this.problem = null;
    try {
      await this.send('WATCH_USERS', { on: true });
      const users = await activeUsers(this.session);
      this.users = this.#changes.reduce<readonly User[]>(folded, users);
    } catch (error) {
      this.problem = asProblem(error);
    }
    this.loading = false;
  }

  unwatch(): void {
    if (!this.#watching) return;
    this.#watching = false;
    void this.send('WATCH_USERS', { on: false }).catch(() => undefined);
  }

  /** The line is new: its other end knows nothing of the watching. */
  reconnected(): void {
    if (this.#watching) void this.watch();
  }

  change(users: Users): void {
    if (!this.#watching) return;
    if (this.loading) this.#changes = [...this.#changes, users].slice(-100);
    else this.users = folded(this.users, users);
  }
}
