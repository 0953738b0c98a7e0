// Private messages and whom one does not want to hear from. The server keeps the block list and
// holds to it; what is remembered here only says which way the switch stands.
import { asProblem } from '../api/problem';
import { newId } from '../lib/ids';
import { lasting } from '../lib/storage';
import type { ClientFrameContent, DirectMessage, User } from '../protocol/messages';
import { answered, received, written, type DirectLine } from './direct';

/** Sends a command under an id; rejects with a Problem. */
export type Send = <K extends keyof ClientFrameContent>(
  name: K,
  content: ClientFrameContent[K],
  id?: string,
) => Promise<unknown>;

const BLOCKED = 'matinee.blocked.';
const BLOCKED_KEPT = 500;

/** Why a private message was refused; strangers are told apart from other forbidden things. */
function reasonOf(error: unknown): string {
  const { code } = asProblem(error);
  return code === 'forbidden' ? 'strangers' : code;
}

/** The private talk of one user. */
export class DirectTalk {
  lines = $state.raw<readonly DirectLine[]>([]);
  /** Whom the chat writes to; null is everybody. */
  to = $state.raw<User | null>(null);
  blocked = $state.raw<readonly string[]>([]);

  constructor(
    readonly me: User,
    private readonly send: Send,
    private readonly now: () => number,
  ) {
    this.blocked = (lasting.getItem(BLOCKED + me.user_id) ?? '').split(' ').filter((id) => id !== '');
  }

  /** Says something to one user; shown at once. `id` sends a failed one again. */
  say(to: User, text: string, id: string = newId()): void {
    this.lines = written(this.lines, id, this.me, to, text, this.now());
    this.send('DIRECT_MESSAGE', { to: to.user_id, text }, id).then(
      () => (this.lines = answered(this.lines, id, '')),
      (error: unknown) => (this.lines = answered(this.lines, id, reasonOf(error))),
    );
  }

  /** Takes the server's copy; answers who wrote it if it was somebody else. */
  receive(message: DirectMessage): User | null {
    const before = this.lines.length;
    this.lines = received(this.lines, message, this.me.user_id);
    const fresh = this.lines.length > before;
    return fresh && message.from && message.from.user_id !== this.me.user_id ? message.from : null;
  }

  /** Gives up a failed message. */
  discard(id: string): void {
    this.lines = this.lines.filter((line) => line.id !== id);
  }

  blocks(userId: string): boolean {
    return this.blocked.includes(userId);
  }

  /** Refuses private messages of a user, or accepts them again. */
  async block(userId: string, blocked: boolean): Promise<void> {
    await this.send('BLOCK', { user_id: userId, blocked });
    const others = this.blocked.filter((id) => id !== userId);
    this.blocked = (blocked ? [...others, userId] : others).slice(-BLOCKED_KEPT);
    lasting.setItem(BLOCKED + this.me.user_id, this.blocked.join(' '));
    if (blocked && this.to?.user_id === userId) this.to = null;
  }
}
