// Two pages: the start page and a room. Pure; the router writes history.

/** Where the page is. */
export type Route = { page: 'home' } | { page: 'room'; id: string } | { page: 'unknown' };

const ROOM_ID = /^[a-z0-9-]{3,64}$/;

/** The route of a path. */
export function routeOf(path: string): Route {
  if (path === '/' || path === '') return { page: 'home' };
  const id = /^\/r\/([^/]+)\/?$/.exec(path)?.[1];
  return id && ROOM_ID.test(id) ? { page: 'room', id } : { page: 'unknown' };
}

/** The room that a person means who typed or pasted this: an id, or a link with one; null if neither. */
export function roomIdIn(text: string): string | null {
  const typed = text.trim();
  const inLink = /\/r\/([A-Za-z0-9-]+)/.exec(typed)?.[1];
  const id = (inLink ?? typed).toLowerCase().replace(/\s+/g, '-');
  return ROOM_ID.test(id) ? id : null;
}
