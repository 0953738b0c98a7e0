// The calls about one's own account, typed.
import { Problem, problemOf } from './problem';
import type { Delivery, Session, User } from './session';

/** A way to sign in that the operator has set up. */
export interface Provider {
  id: string;
  /** For example `Google`. */
  name: string;
  /** Where to go, by navigation. */
  url: string;
}

/** A browser or program that is signed in. Instants in Unix milliseconds. */
export interface SessionView {
  id: string;
  /** This one. */
  current: boolean;
  user_agent: string;
  created_at: number;
  refreshed_at: number;
  /** Ends then unless it is used. */
  expires_at: number;
  /** Ends then in any case; null for never. */
  ends_at: number | null;
}

/** A token of a bot. Instants in Unix milliseconds. */
export interface TokenView {
  id: string;
  name: string;
  scopes: readonly string[];
  created_at: number;
  last_used_at: number | null;
  expires_at: number | null;
}

/** What a bot may be allowed. */
export const SCOPES = [
  'profile:read',
  'rooms:read',
  'rooms:write',
  'rooms:join',
  'playlists:read',
  'playlists:write',
  'media:read',
] as const;
export type Scope = (typeof SCOPES)[number];

/** What may be changed of oneself; what is left out stays. */
export interface ProfileChange {
  username?: string;
  avatar_url?: string;
  email?: string;
  current_password?: string;
}

interface Page<T> {
  items: T[];
  next_cursor?: string | null;
}
/** Entries in one page, and pages that are asked for. */
const PER_PAGE = 100;
const PAGES = 5;

async function all<T>(session: Session, path: string): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < PAGES; page += 1) {
    const query = new URLSearchParams({ limit: String(PER_PAGE), ...(cursor ? { cursor } : {}) });
    const answer: Page<T> = await session.request<Page<T>>('GET', `${path}?${query}`);
    items.push(...answer.items);
    cursor = answer.next_cursor ?? null;
    if (!cursor) break;
  }
  return items;
}

/** The ways to sign in besides a password, and whether this server sends mail. */
export async function providers(session: Session): Promise<{ providers: Provider[]; mail: boolean }> {
  const answer = await session.request<{ providers?: Provider[]; mail?: boolean }>('GET', '/api/auth/providers');
  return { providers: answer.providers ?? [], mail: answer.mail ?? false };
}

/** Reads the profile anew. */
export async function readProfile(session: Session): Promise<void> {
  session.update(await session.request<User>('GET', '/api/users/me'));
}

/** Changes the profile. */
export async function changeProfile(session: Session, change: ProfileChange): Promise<void> {
  session.update(await session.request<User>('PATCH', '/api/users/me', change));
}

/** Changes the password; all other sessions end. */
export function changePassword(session: Session, new_password: string, current_password: string): Promise<void> {
  return session.request('PUT', '/api/users/me/password', {
    new_password,
    ...(current_password ? { current_password } : {}),
  });
}

/** Sends the link that confirms the address once more. */
export async function sendConfirmation(session: Session): Promise<Delivery> {
  const answer = await session.request<{ delivery?: Delivery }>('POST', '/api/users/me/email/confirmation');
  return answer.delivery ?? 'mail';
}

/** Where one is signed in, the newest first. */
export function sessions(session: Session): Promise<SessionView[]> {
  return all(session, '/api/users/me/sessions');
}

/** Signs one of them out; without an id all but this one. */
export function endSession(session: Session, id?: string): Promise<void> {
  return session.request('DELETE', `/api/users/me/sessions${id ? `/${encodeURIComponent(id)}` : ''}`);
}

/** The tokens of one's bots. */
export function tokens(session: Session): Promise<TokenView[]> {
  return all(session, '/api/users/me/tokens');
}

/** Makes a token. Its text is in this answer and nowhere else. */
export function makeToken(
  session: Session,
  wanted: { name: string; scopes: readonly string[]; expires_in_days?: number },
): Promise<TokenView & { token: string }> {
  return session.request('POST', '/api/users/me/tokens', wanted);
}

/** Makes a token useless. */
export function revokeToken(session: Session, id: string): Promise<void> {
  return session.request('DELETE', `/api/users/me/tokens/${encodeURIComponent(id)}`);
}

/** Asks for a link to choose another password. The answer is the same whether the address is known. */
export async function forgotPassword(session: Session, email: string): Promise<Delivery> {
  const answer = await session.request<{ delivery?: Delivery }>('POST', '/api/auth/password/forgot', { email });
  return answer.delivery ?? 'mail';
}

/** What a link from a mail does: nobody needs to be signed in, so nobody's token goes along. */
async function redeem(path: string, body: unknown): Promise<Response> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => {
    throw new Problem('network');
  });
  if (!response.ok) throw await problemOf(response);
  return response;
}

/** Chooses another password with the token from the link; all sessions end. */
export async function resetPassword(token: string, password: string): Promise<void> {
  await redeem('/api/auth/password/reset', { token, password });
}

/** Confirms an address with the token from the link; answers the address. */
export async function confirmEmail(token: string): Promise<string> {
  const response = await redeem('/api/auth/email/confirm', { token });
  return ((await response.json()) as { email?: string }).email ?? '';
}
