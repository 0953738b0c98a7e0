// The list of active users, folded. Pure: told twice, it is the same.
import type { User, Users } from '../protocol/messages';

/** Users shown at most; in a crowd the rest is found by name when they write. */
export const USERS_KEPT = 500;

/** The list after a change, by name. */
export function folded(users: readonly User[], change: Users): User[] {
  const known = new Map(users.map((user) => [user.user_id, user]));
  for (const user of change.left ?? []) known.delete(user.user_id);
  for (const user of change.joined ?? []) known.set(user.user_id, user);
  return [...known.values()].sort((a, b) => a.username.localeCompare(b.username)).slice(0, USERS_KEPT);
}
