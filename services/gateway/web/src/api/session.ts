// Who this browser is. The access token lives in this object and nowhere else; the session
// outlives a reload through the refresh cookie, which scripts cannot read. A note in local
// storage says that there is one, so that a first visit asks the server nothing in vain.
import { Problem, asProblem, problemOf } from './problem';

/** The user as the API tells it. */
export interface User {
  id: string;
  username: string;
  guest: boolean;
}

interface Granted {
  user?: User;
  access_token: string;
  expires_in: number;
}

/** What the session needs of the browser; tests bring their own. */
export interface SessionParts {
  fetch: (path: string, init: RequestInit) => Promise<Response>;
  /** Local milliseconds. */
  now: () => number;
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** Runs one at a time across all tabs where the browser can, so that two tabs do not rotate at once. */
  exclusively: <T>(work: () => Promise<T>) => Promise<T>;
}

const PRESENT = 'matinee.session';
/** A token is renewed this many milliseconds before it ends. */
const MARGIN = 30_000;
/** A request that hangs is given up after this many milliseconds. */
const TIMEOUT = 15_000;

/** The session of this browser. */
export class Session {
  #token: string | null = null;
  #expiresAt = 0;
  #refreshing: Promise<boolean> | null = null;
  user: User | null = null;

  constructor(private readonly parts: SessionParts) {}

  /** Takes up the session that an earlier visit left, if any. */
  async resume(): Promise<User | null> {
    if (!this.#token && this.parts.storage.getItem(PRESENT)) await this.#refresh();
    return this.user;
  }

  /** Becomes a guest. */
  async guest(nickname: string): Promise<User> {
    const response = await this.#send('/api/auth/guest', { method: 'POST', body: JSON.stringify({ nickname }) });
    if (!response.ok) throw await problemOf(response);
    this.#grant((await response.json()) as Granted);
    if (!this.user) throw new Problem('unknown', response.status);
    return this.user;
  }

  /** Ends the session everywhere. */
  async logout(): Promise<void> {
    const response = await this.#send('/api/auth/logout', { method: 'POST', headers: this.#bearer() });
    if (!response.ok && response.status !== 401) throw await problemOf(response);
    this.forget();
  }

  /** The server says that there is no such session any more. */
  forget(): void {
    this.#token = null;
    this.user = null;
    this.parts.storage.removeItem(PRESENT);
  }

  /** One API call as this user: renews the token before it ends, and once more on 401. */
  async request<T>(method: string, path: string, body?: unknown): Promise<T> {
    if (this.#token && this.parts.now() > this.#expiresAt - MARGIN) await this.#refresh();
    let response = await this.#call(method, path, body);
    if (response.status === 401 && (await this.#refresh())) response = await this.#call(method, path, body);
    if (!response.ok) throw await problemOf(response);
    return (response.status === 204 ? undefined : await response.json()) as T;
  }

  #call(method: string, path: string, body?: unknown): Promise<Response> {
    return this.#send(path, {
      method,
      headers: this.#bearer(),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  #bearer(): Record<string, string> {
    return this.#token ? { authorization: `Bearer ${this.#token}` } : {};
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
        signal: AbortSignal.timeout(TIMEOUT),
      });
    } catch (error) {
      throw asProblem(error);
    }
  }

  #refresh(): Promise<boolean> {
    this.#refreshing ??= this.parts
      .exclusively(() => this.#rotate())
      .finally(() => {
        this.#refreshing = null;
      });
    return this.#refreshing;
  }

  async #rotate(): Promise<boolean> {
    const response = await this.#send('/api/auth/refresh', { method: 'POST' });
    if (response.status === 401 || response.status === 403) {
      this.forget();
      return false;
    }
    if (!response.ok) throw await problemOf(response);
    this.#grant((await response.json()) as Granted);
    return true;
  }

  #grant(granted: Granted): void {
    this.#token = granted.access_token;
    this.#expiresAt = this.parts.now() + granted.expires_in * 1000;
    if (granted.user) this.user = granted.user;
    this.parts.storage.setItem(PRESENT, '1');
  }
}

/** The session over the real browser. */
export function browserSession(storage: SessionParts['storage']): Session {
  return new Session({
    fetch: (path, init) => fetch(path, init),
    now: () => Date.now(),
    storage,
    exclusively: (work) =>
      'locks' in navigator ? (navigator.locks.request('matinee.refresh', work) as ReturnType<typeof work>) : work(),
  });
}
