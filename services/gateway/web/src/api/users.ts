// The calls about users, typed.
import type { User } from '../protocol/messages';
import type { Session } from './session';

interface Page {
  items: User[];
  next_cursor?: string | null;
}

/** Users in one page, and pages that are asked for. */
const PER_PAGE = 100;
const PAGES = 5;

/** Who is logged in with an open socket; the first five hundred. */
export async function activeUsers(session: Session): Promise<User[]> {
  const users: User[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < PAGES; page += 1) {
    const query = new URLSearchParams({ limit: String(PER_PAGE), ...(cursor ? { cursor } : {}) });
    const answer: Page = await session.request<Page>('GET', `/api/users/active?${query}`);
    users.push(...answer.items);
    cursor = answer.next_cursor ?? null;
    if (!cursor) break;
  }
  return users.sort((a, b) => a.username.localeCompare(b.username));
}
