// The pages and their addresses. Pure; the router writes history.

/** Pages that have one address each. */
const PAGES = {
  '/': 'home',
  '/login': 'login',
  '/signup': 'signup',
  '/forgot-password': 'forgot-password',
  '/reset-password': 'reset-password',
  '/confirm-email': 'confirm-email',
  '/signed-in': 'signed-in',
  '/plans': 'plans',
  '/plans/return': 'plans-return',
} as const;
/** Parts of the account page, in their order; each has an address of its own. */
export const ACCOUNT_SECTIONS = ['profile', 'security', 'sessions', 'tokens'] as const;
export type AccountSection = (typeof ACCOUNT_SECTIONS)[number];

/** Where the page is. */
export type Route =
  | { page: (typeof PAGES)[keyof typeof PAGES] }
  | { page: 'room'; id: string }
  | { page: 'account'; section: AccountSection }
  | { page: 'unknown' };

const ROOM_ID = /^[a-z0-9-]{3,64}$/;

/** The route of a path. */
export function routeOf(path: string): Route {
  const plain = path.replace(/(?<=.)\/$/, '') || '/';
  if (Object.hasOwn(PAGES, plain)) return { page: PAGES[plain as keyof typeof PAGES] };
  if (plain === '/account') return { page: 'account', section: 'profile' };
  const [, root, name = ''] = /^\/(r|account)\/([^/]+)$/.exec(plain) ?? [];
  const section = ACCOUNT_SECTIONS.find((one) => one === name);
  if (root === 'account' && section) return { page: 'account', section };
  return root === 'r' && ROOM_ID.test(name) ? { page: 'room', id: name } : { page: 'unknown' };
}

/** The room that a person means who typed or pasted this: an id, or a link with one; null if neither. */
export function roomIdIn(text: string): string | null {
  const typed = text.trim();
  const inLink = /\/r\/([A-Za-z0-9-]+)/.exec(typed)?.[1];
  const id = (inLink ?? typed).toLowerCase().replace(/\s+/g, '-');
  return ROOM_ID.test(id) ? id : null;
}

/** Where to go after signing in: a path of this page, and never another site's. */
export function returnPath(wanted: string | null, otherwise = '/'): string {
  // Browsers read `\` as `/`, and drop tabs and line breaks: `/\t/evil.example` is another site's.
  return wanted && /^\/(?![/\\])[^\\\s]*$/.test(wanted) ? wanted : otherwise;
}
