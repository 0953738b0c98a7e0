// Who this browser is. The access token lives in this object and nowhere else; the session
// outlives a reload through the refresh cookie, which scripts cannot read. A note in local
// storage says that there is one, so that a first visit asks the server nothing in vain.
//
// All tabs of a browser share that cookie, so they share what becomes of the session: whatever
// changes the cookie runs under one lock, and is told to the other tabs.
import type { Shared } from './channel';
import { Problem, asProblem, problemOf } from './problem';

/** The user as the API tells it to themselves. */
export interface User {
  id: string;
  username: string;
  guest: boolean;
  /** Empty for guests. */
  email: string;
  email_verified: boolean;
  /** Whether there is a password; who came by a provider may have none. */
  has_password: boolean;
  /** Providers that this account is linked to. */
  identities: readonly string[];
  avatar_url: string;
  /** Unix milliseconds. */
  created_at: number;
}

/** How a link gets to its reader: by mail, or through the operator, who finds it in the log. */
export type Delivery = 'mail' | 'log';

/** What logging in answers. */
export interface Granted {
  user?: User;
  session_id?: string;
  access_token: string;
  /** Seconds. */
  expires_in: number;
}

/** Who one is now, and since when that has been so. */
export interface Change {
  user: User | null;
  /** It is another session than before, not the same one with news. */
  switched: boolean;
  /** Whether this tab did it; else another tab or the server. */
  here: boolean;
}

/** What the session needs of the browser; tests bring their own. */
export interface SessionParts {
  fetch: (path: string, init: RequestInit) => Promise<Response>;
  /** Local milliseconds. */
  now: () => number;
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** Runs one at a time across all tabs where the browser can, so that two tabs do not rotate at once. */
  exclusively: <T>(work: () => Promise<T>) => Promise<T>;
  /** The other tabs. */
  channel?: { tell: (shared: Shared) => void; listen: (hear: (shared: Shared) => void) => void };
}

const PRESENT = 'matinee.session';
/** A token is renewed this many milliseconds before it ends. */
const MARGIN = 30_000;
/** A request that hangs is given up after this many milliseconds. */
const TIMEOUT = 15_000;
/** A session counts as used when it is renewed; an open page does so at least this often. */
const KEEP_EVERY = 30 * 60_000;

/** The session of this browser. */
export class Session {
  #token: string | null = null;
  #expiresAt = 0;
  #renewedAt = 0;
  #id = '';
  #refreshing: Promise<boolean> | null = null;
  #watchers = new Set<(change: Change) => void>();
  user: User | null = null;

  constructor(private readonly parts: SessionParts) {
    parts.channel?.listen((shared) => this.#hear(shared));
  }

  /** Hears of every change; the answer ends that. */
  watch(watcher: (change: Change) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Takes up the session that an earlier visit left, if any. */
  async resume(): Promise<User | null> {
    if (!this.#token && this.parts.storage.getItem(PRESENT)) await this.#refresh();
    return this.user;
  }

  /** A provider has brought a session into the cookie: takes it up, whoever one was before. */
  async adopt(): Promise<User | null> {
    this.parts.storage.setItem(PRESENT, '1');
    this.#expiresAt = 0;
    await this.#refresh();
    return this.user;
  }

  /** Asks whether the session is still there; false when nobody is logged in. */
  async renew(): Promise<boolean> {
    return this.parts.storage.getItem(PRESENT) ? this.#refresh() : false;
  }

  /** Renews what has not been renewed for long, so that a page that stays open stays logged in. */
  async keep(): Promise<void> {
    if (this.user && this.parts.now() - this.#renewedAt > KEEP_EVERY) await this.#refresh();
  }

  /** Becomes a guest. */
  async guest(nickname: string): Promise<User> {
    return (await this.#enter('/api/auth/guest', { nickname })).user;
  }

  /** Makes an account. A guest becomes it in place: the same user, the same session, rooms stay. */
  async register(wanted: { username: string; email: string; password: string }): Promise<Delivery> {
    const { answer } = await this.#enter('/api/auth/register', wanted);
    return answer['confirmation'] === 'log' ? 'log' : 'mail';
  }

  /** Signs in. `username` may be the e-mail address as well. A guest's session ends by it. */
  async login(username: string, password: string): Promise<User> {
    return (await this.#enter('/api/auth/login', { username, password })).user;
  }

  /** Ends the session, or all of this user. */
  async logout(everywhere = false): Promise<void> {
    await this.parts.exclusively(async () => {
      const path = everywhere ? '/api/auth/logout-all' : '/api/auth/logout';
      const response = await this.#send(path, { method: 'POST', headers: this.#bearer() });
      if (!response.ok && response.status !== 401) throw await problemOf(response);
      this.forget(true);
    });
  }

  /** Deletes the account. */
  async remove(password: string): Promise<void> {
    await this.request('DELETE', '/api/users/me', password ? { password } : {});
    this.forget(true);
  }

  /** There is no such session any more. `here`: because this tab wanted it so. */
  forget(here = false): void {
    const id = this.#id;
    const had = this.user !== null;
    this.#token = null;
    this.#id = '';
    this.user = null;
    this.parts.storage.removeItem(PRESENT);
    if (!had) return;
    this.parts.channel?.tell({ kind: 'ended', session: id });
    this.#changed({ switched: true, here });
  }

  /** The server has told this user anew. */
  update(user: User): void {
    this.user = user;
    this.parts.channel?.tell({ kind: 'user', user });
    this.#changed({ switched: false, here: true });
  }

  /** One API call as this user: renews the token before it ends, and once more on 401. */
  async request<T>(
    method: string,
    path: string,
    body?: unknown,
    signal?: AbortSignal,
    headers: Record<string, string> = {},
  ): Promise<T> {
    if (this.#token && !this.#fresh()) await this.#refresh();
    const call = (): Promise<Response> => this.#call(method, path, body, signal, headers);
    let response = await call();
    if (response.status === 401 && (await this.#refresh())) response = await call();
    if (!response.ok) throw await problemOf(response);
    return (response.status === 204 ? undefined : await response.json()) as T;
  }

  /** Logs in by one of the ways; under the lock, as it changes the cookie. */
  #enter(path: string, body: unknown): Promise<{ user: User; answer: Record<string, unknown> }> {
    return this.parts.exclusively(async () => {
      // A guest who registers proves by the token to be that guest.
      if (this.#token && !this.#fresh()) await this.#rotate().catch(() => false);
      const response = await this.#call('POST', path, body);
      if (!response.ok) throw await problemOf(response);
      const answer = (await response.json()) as Granted & Record<string, unknown>;
      this.#grant(answer, true);
      if (!this.user) throw new Problem('unknown', response.status);
      return { user: this.user, answer };
    });
  }

  #call(
    method: string,
    path: string,
    body?: unknown,
    signal?: AbortSignal,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return this.#send(path, {
      method,
      ...(signal ? { signal } : {}),
      headers: { ...this.#bearer(), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  #bearer(): Record<string, string> {
    return this.#token ? { authorization: `Bearer ${this.#token}` } : {};
  }

  #fresh(): boolean {
    return this.#token !== null && this.parts.now() <= this.#expiresAt - MARGIN;
  }

  async #send(path: string, init: RequestInit): Promise<Response> {
    const headers = {
      accept: 'application/json',
      ...(init.body ? { 'content-type': 'application/json' } : {}),
      ...init.headers,
    };
    try {
      return await this.parts.fetch(path, {
        ...init,
        headers,
        credentials: 'same-origin',
        signal: init.signal
          ? AbortSignal.any([init.signal, AbortSignal.timeout(TIMEOUT)])
          : AbortSignal.timeout(TIMEOUT),
      });
    } catch (error) {
      throw asProblem(error);
    }
  }

  #refresh(): Promise<boolean> {
    const stale = this.#token;
    this.#refreshing ??= this.parts
      // Another tab may have renewed while this one waited for its turn, and told the new token.
      .exclusively(async () => (this.#token !== stale && this.#fresh()) || this.#rotate())
      .finally(() => {
        this.#refreshing = null;
      });
    return this.#refreshing;
  }

  async #rotate(): Promise<boolean> {
    // Signed out while waiting for the turn.
    if (!this.parts.storage.getItem(PRESENT)) return false;
    const response = await this.#send('/api/auth/refresh', { method: 'POST' });
    if (response.status === 401) {
      this.forget();
      return false;
    }
    if (!response.ok) throw await problemOf(response);
    this.#grant((await response.json()) as Granted, true);
    return true;
  }

  #grant(granted: Granted, here: boolean): void {
    const before = { id: this.#id, user: this.user };
    this.#token = granted.access_token;
    this.#renewedAt = this.parts.now();
    this.#expiresAt = this.#renewedAt + granted.expires_in * 1000;
    this.#id = granted.session_id ?? '';
    if (granted.user) this.user = granted.user;
    this.parts.storage.setItem(PRESENT, '1');
    if (here) this.parts.channel?.tell({ kind: 'granted', granted });
    const switched = before.id !== this.#id || before.user?.id !== this.user?.id;
    this.#changed({ switched, here });
  }

  #hear(shared: Shared): void {
    if (shared.kind === 'granted') this.#grant(shared.granted, false);
    else if (shared.kind === 'user' && shared.user.id === this.user?.id) {
      this.user = shared.user;
      this.#changed({ switched: false, here: false });
    } else if (shared.kind === 'ended' && this.user && shared.session === this.#id) {
      this.#token = null;
      this.#id = '';
      this.user = null;
      this.#changed({ switched: true, here: false });
    }
  }

  #changed(how: Omit<Change, 'user'>): void {
    for (const watcher of [...this.#watchers]) watcher({ user: this.user, ...how });
  }
}
