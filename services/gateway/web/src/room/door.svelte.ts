// The way into a room and out of it: who one is there, what was refused, and the room itself once
// one is in.
import { asProblem } from '../api/problem';
import { createRoom, joinRoom } from '../api/rooms';
import type { Change, Session } from '../api/session';
import { problemText } from '../i18n/index.svelte';
import { nickname, setNickname } from '../lib/nickname.svelte';
import { go } from '../lib/router.svelte';
import { ofTab } from '../lib/storage';
import { LiveRoom } from './live.svelte';

const ENTERED = 'matinee.room';
const SAMPLE = '/sample.mp4';

/** The door to all rooms. */
export class Door {
  live = $state.raw<LiveRoom | null>(null);
  busy = $state(false);
  error = $state('');
  /** The room wants a password. */
  password = $state(false);

  constructor(private readonly session: Session) {
    session.watch((change) => this.#heed(change));
  }

  /** The name that one is asked to go by: an account's own, else the last one. */
  get name(): string {
    const { user } = this.session;
    return user && !user.guest ? user.username : nickname();
  }

  /** A reload in a room goes back into it; a link that is opened asks for the nickname first. */
  async resume(room: string | null): Promise<void> {
    const { user } = this.session;
    if (user && room && ofTab.getItem(ENTERED) === room) await this.enter(room, this.name || user.username, '');
  }

  /** Notes in which room one is, for `resume`; to be called when that changes. */
  remember(): void {
    if (this.live?.end) ofTab.removeItem(ENTERED);
    else if (this.live) ofTab.setItem(ENTERED, this.live.id);
  }

  /** Makes a room and enters it; the answer says in words what went wrong, or nothing. */
  async create(name: string, sample: boolean): Promise<string> {
    try {
      await this.#as(name, async () => {
        const made = await createRoom(this.session);
        await this.#open(made.id, name, '', sample);
      });
      return '';
    } catch (caught) {
      return problemText(asProblem(caught));
    }
  }

  /** Enters a room; what was refused is in `error`. */
  async enter(room: string, name: string, secret: string): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.error = '';
    try {
      await this.#as(name, () => this.#open(room, name, secret));
      this.password = false;
    } catch (caught) {
      const problem = asProblem(caught);
      this.password ||= problem.code === 'wrong_password';
      this.error = problem.code === 'wrong_password' && secret === '' ? '' : problemText(problem);
      ofTab.removeItem(ENTERED);
    }
    this.busy = false;
  }

  /** Leaves, to the start page. */
  leave(): void {
    this.left();
    go('/');
  }

  /** The page shows something else already. */
  left(): void {
    void this.live?.leave();
    this.#forget();
  }

  /** The session is over: a new nickname, in front of the same room. */
  rename(): void {
    this.session.forget();
    this.live?.close();
    this.#forget();
  }

  /** The session is over, and there is another one: in again as whoever one is now. */
  async again(): Promise<void> {
    const { live } = this;
    if (!live) return;
    live.close();
    this.#forget();
    await this.enter(live.id, this.name, '');
  }

  /** A room that one is in lives as long as the session that entered it. */
  #heed({ user, switched, here }: Change): void {
    if (!this.live || !switched) return;
    // Another tab's doing is told by the server closing the line, and people choose what then.
    if (!here) return;
    if (user && (this.live.user !== user.id || this.live.end)) void this.again();
    if (!user) {
      this.live.close();
      this.#forget();
      go('/');
    }
  }

  /** Does it as whoever one is, or as a guest of this name; also where an old guest's session has run out. */
  async #as(name: string, work: () => Promise<void>): Promise<void> {
    const guest = this.session.user?.guest ?? false;
    if (!this.session.user) await this.session.guest(name);
    setNickname(name);
    try {
      await work();
    } catch (caught) {
      if (!guest || this.session.user || asProblem(caught).code !== 'unauthenticated') throw caught;
      await this.session.guest(name);
      await work();
    }
  }

  async #open(id: string, name: string, secret: string, sample = false): Promise<void> {
    const joined = await joinRoom(this.session, id, name, secret);
    // Address and room change together, or the page would take them apart.
    go(`/r/${id}`);
    this.live = new LiveRoom(id, this.session, joined, sample ? (opened) => void opened.add(SAMPLE) : null);
  }

  #forget(): void {
    this.live = null;
    this.error = '';
    ofTab.removeItem(ENTERED);
  }
}
