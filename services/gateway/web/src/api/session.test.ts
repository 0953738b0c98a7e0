import { describe, expect, it } from 'vitest';
import { Session } from './session';

interface Call {
  path: string;
  token: string | null;
}

function world(answer: (path: string, token: string | null, n: number) => Response): {
  session: Session;
  calls: Call[];
  store: Map<string, string>;
  clock: { now: number };
} {
  const calls: Call[] = [];
  const store = new Map<string, string>();
  const clock = { now: 0 };
  const session = new Session({
    fetch: (path, init) => {
      const token = new Headers(init.headers).get('authorization');
      calls.push({ path, token });
      return Promise.resolve(answer(path, token, calls.length));
    },
    now: () => clock.now,
    storage: {
      getItem: (key) => store.get(key) ?? null,
      setItem: (key, value) => void store.set(key, value),
      removeItem: (key) => void store.delete(key),
    },
    exclusively: (work) => work(),
  });
  return { session, calls, store, clock };
}

const granted = (token: string): Response =>
  Response.json({ user: { id: 'u', username: 'Ann', guest: true }, access_token: token, expires_in: 600 });
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
