import { describe, expect, it } from 'vitest';
import type { Shared } from './channel';
import { Session, type Change } from './session';

interface Call {
  path: string;
  token: string | null;
}

/** Tabs of one browser: they hear each other, share what is stored, and take turns. */
class Browser {
  readonly store = new Map<string, string>();
  readonly clock = { now: 0 };
  readonly calls: Call[] = [];
  #hearing: ((shared: Shared) => void)[] = [];
  #turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly answer: (path: string, token: string | null, n: number) => Response) {}

  tab(): Session {
    let own: ((shared: Shared) => void) | null = null;
    return new Session({
      fetch: async (path, init) => {
        const token = new Headers(init.headers).get('authorization');
        this.calls.push({ path, token });
        return this.answer(path, token, this.calls.length);
      },
      now: () => this.clock.now,
      storage: {
        getItem: (key) => this.store.get(key) ?? null,
        setItem: (key, value) => void this.store.set(key, value),
        removeItem: (key) => void this.store.delete(key),
      },
      exclusively: (work) => {
        const turn = this.#turn.then(work);
        this.#turn = turn.catch(() => undefined);
        return turn;
      },
      channel: {
        tell: (shared) => this.#hearing.filter((hear) => hear !== own).forEach((hear) => hear(structuredClone(shared))),
        listen: (hear) => {
          own = hear;
          this.#hearing.push(hear);
        },
      },
    });
  }
}

function world(answer: (path: string, token: string | null, n: number) => Response): {
  session: Session;
  calls: Call[];
  store: Map<string, string>;
  clock: { now: number };
} {
  const browser = new Browser(answer);
  const { calls, store, clock } = browser;
  const session = browser.tab();
  return { session, calls, store, clock };
}

const granted = (token: string, session = 's', user = { id: 'u', username: 'Ann', guest: true }): Response =>
  Response.json({ user, session_id: session, access_token: token, expires_in: 600, confirmation: 'log' });
const ANN = { id: 'u', username: 'Ann', guest: false };
const refused = (status: number, code: string): Response =>
  Response.json({ code, detail: 'words' }, { status, headers: { 'retry-after': '7' } });

describe('Session', () => {
  it('asks nothing on a first visit, and takes up an earlier session', async () => {
    const { session, calls, store } = world(() => granted('t1'));
    expect(await session.resume()).toBeNull();
    expect(calls).toEqual([]);
    store.set('matinee.session', '1');
    expect((await session.resume())?.username).toBe('Ann');
    expect(calls.map((call) => call.path)).toEqual(['/api/auth/refresh']);
  });

  it('renews before the token ends, once for many calls', async () => {
    const { session, calls, clock } = world((path, _token, n) =>
      path.startsWith('/api/auth') ? granted(`t${n}`) : Response.json({ ok: true }),
    );
    await session.guest('Ann');
    clock.now = 580_000;
    await Promise.all([session.request('GET', '/api/a'), session.request('GET', '/api/b')]);
    expect(calls.filter((call) => call.path === '/api/auth/refresh')).toHaveLength(1);
    expect(calls.slice(2).map((call) => call.token)).toEqual(['Bearer t2', 'Bearer t2']);
  });

  it('renews once on 401, and is nobody when that is refused', async () => {
    const { session, store } = world((path) => {
      if (path === '/api/auth/guest') return granted('t1');
      return refused(401, 'unauthenticated');
    });
    await session.guest('Ann');
    await expect(session.request('GET', '/api/users/me')).rejects.toMatchObject({
      code: 'unauthenticated',
      status: 401,
    });
    expect(session.user).toBeNull();
    expect(store.has('matinee.session')).toBe(false);
  });

  it('keeps the session when the server merely fails', async () => {
    const { session, store, clock } = world((path) =>
      path === '/api/auth/guest' ? granted('t1') : refused(503, 'unavailable'),
    );
    await session.guest('Ann');
    clock.now = 590_000;
    await expect(session.request('GET', '/api/users/me')).rejects.toMatchObject({ code: 'unavailable', retryAfter: 7 });
    expect(store.get('matinee.session')).toBe('1');
  });

  it('tells problems by their code, also where a proxy answers', async () => {
    const { session } = world((path) =>
      path === '/api/auth/guest' ? refused(409, 'nickname_taken') : new Response('<html>', { status: 502 }),
    );
    await expect(session.guest('Ann')).rejects.toMatchObject({ code: 'nickname_taken', detail: 'words' });
    await expect(session.request('GET', '/api/x')).rejects.toMatchObject({ code: 'unavailable', status: 502 });
  });
});

describe('Tabs of one browser', () => {
  it('rotate once, and both go on with the new token', async () => {
    const browser = new Browser((path, _token, n) =>
      path.startsWith('/api/auth') ? granted(`t${n}`) : Response.json({}),
    );
    const [one, two] = [browser.tab(), browser.tab()];
    await one.guest('Ann');
    expect(two.user?.username).toBe('Ann');
    browser.clock.now = 590_000;
    await Promise.all([one.request('GET', '/api/a'), two.request('GET', '/api/b')]);
    expect(browser.calls.filter(({ path }) => path === '/api/auth/refresh')).toHaveLength(1);
    expect(browser.calls.slice(2).map(({ token }) => token)).toEqual(['Bearer t2', 'Bearer t2']);
  });

  it('are signed out together', async () => {
    const browser = new Browser((path) =>
      path === '/api/auth/logout' ? new Response(null, { status: 204 }) : granted('t'),
    );
    const [one, two] = [browser.tab(), browser.tab()];
    await one.guest('Ann');
    const heard: Change[] = [];
    two.watch((change) => heard.push(change));
    await one.logout();
    expect(two.user).toBeNull();
    expect(heard).toEqual([{ user: null, switched: true, here: false }]);
    expect(await two.renew()).toBe(false);
    expect(browser.calls.map(({ path }) => path)).toEqual(['/api/auth/guest', '/api/auth/logout']);
  });

  it('do not ask with the old cookie while another one signs in', async () => {
    const order: string[] = [];
    const browser = new Browser((path) => {
      order.push(path);
      return path === '/api/auth/login' ? granted('t2', 's2', ANN) : granted('t1');
    });
    const [one, two] = [browser.tab(), browser.tab()];
    await one.guest('Ann');
    const [, renewed] = await Promise.all([one.login('ann', 'secret words'), two.renew()]);
    expect(renewed).toBe(true);
    expect(two.user?.guest).toBe(false);
    expect(order).toEqual(['/api/auth/guest', '/api/auth/login']);
  });

  it('tell a guest who registers from somebody else who signs in', async () => {
    const browser = new Browser((path) => {
      if (path === '/api/auth/register') return granted('t2', 's', ANN);
      return path === '/api/auth/login' ? granted('t3', 's3', { ...ANN, id: 'v' }) : granted('t1');
    });
    const [one, two] = [browser.tab(), browser.tab()];
    await one.guest('Ann');
    const heard: Change[] = [];
    two.watch((change) => heard.push(change));
    expect(await one.register({ username: 'Ann', email: 'a@example.org', password: 'secret words' })).toBe('log');
    await one.login('bob', 'secret words');
    expect(heard.map(({ switched, user }) => [switched, user?.id])).toEqual([
      [false, 'u'],
      [true, 'v'],
    ]);
    expect(browser.calls[1]?.token).toBe('Bearer t1');
  });
});

describe('A page that stays open', () => {
  it('renews now and then, so that the session does not run out', async () => {
    const { session, calls, clock } = world((_path, _token, n) => granted(`t${n}`));
    await session.keep();
    await session.guest('Ann');
    await session.keep();
    clock.now = 31 * 60_000;
    await session.keep();
    expect(calls.map(({ path }) => path)).toEqual(['/api/auth/guest', '/api/auth/refresh']);
  });

  it('takes up what a provider has brought', async () => {
    const { session, store } = world(() => granted('t1', 's', ANN));
    expect((await session.adopt())?.id).toBe('u');
    expect(store.get('matinee.session')).toBe('1');
  });

  it('tells what is wrong field by field', async () => {
    const errors = [{ field: 'email', code: 'taken', detail: 'words' }, null, { field: 7 }];
    const { session } = world(() => Response.json({ code: 'email_taken', errors }, { status: 409 }));
    await expect(session.register({ username: 'a', email: 'b', password: 'c' })).rejects.toMatchObject({
      code: 'email_taken',
      errors: [
        { field: 'email', code: 'taken', detail: 'words' },
        { field: '', code: '', detail: '' },
      ],
    });
  });
});
