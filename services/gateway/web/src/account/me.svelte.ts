// The session of this page, and who one is, for components to follow.
import { otherTabs } from '../api/channel';
import { Session, type User } from '../api/session';
import { lasting } from '../lib/storage';

/** How often the age of the session is looked at, milliseconds. */
const LOOK_EVERY = 5 * 60_000;

/** The session. */
export const session = new Session({
  fetch: (path, init) => fetch(path, init),
  now: () => Date.now(),
  storage: lasting,
  exclusively: (work) =>
    'locks' in navigator ? (navigator.locks.request('matinee.refresh', work) as ReturnType<typeof work>) : work(),
  channel: otherTabs(),
});

const now = $state<{ user: User | null }>({ user: null });
session.watch(({ user }) => (now.user = user));

/** Who one is: a guest, an account, or nobody. */
export function me(): User | null {
  return now.user;
}

/** Who one is, if that is an account. */
export function account(): User | null {
  return now.user && !now.user.guest ? now.user : null;
}

/** Keeps the session from running out while a page is open; the answer ends that. */
export function keepSession(): () => void {
  // Without a network there is nothing to keep, and the next look tries again.
  const keep = (): void => void session.keep().catch(() => undefined);
  const every = setInterval(keep, LOOK_EVERY);
  document.addEventListener('visibilitychange', keep);
  return () => {
    clearInterval(every);
    document.removeEventListener('visibilitychange', keep);
  };
}
