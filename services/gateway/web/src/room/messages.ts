// One's own chat messages on their way: sending, sent, failed. Pure. A message is shown from the
// moment it is written until the room's own copy of it has arrived.

/** A message of one's own that the room has not shown yet. */
export interface Pending {
  /** Id of the command; sending again uses the same, so it cannot appear twice. */
  id: string;
  text: string;
  /** Id of the message that it answers; empty if none. */
  replyTo: string;
  at: number;
  state: 'sending' | 'sent' | 'failed';
  /** Revision that the ACK told; 0 before. */
  revision: number;
  /** Why it failed. */
  code: string;
}

/** Messages waiting at most; the oldest failed ones go first. */
export const PENDING_MAX = 50;

/** Adds a message, or puts a failed one back on its way. */
export function sending(
  list: readonly Pending[],
  id: string,
  text: string,
  at: number,
  replyTo: string = '',
): Pending[] {
  const again = list.some((one) => one.id === id);
  const next: Pending = { id, text, replyTo, at, state: 'sending', revision: 0, code: '' };
  return again ? list.map((one) => (one.id === id ? next : one)) : [...list, next].slice(-PENDING_MAX);
}

/** Its ACK has come; `seen` is the revision that has been folded already. */
export function acknowledged(list: readonly Pending[], id: string, revision: number, seen: number): Pending[] {
  return arrived(
    list.map((one) => (one.id === id ? { ...one, state: 'sent' as const, revision } : one)),
    '',
    seen,
  );
}

/** It was refused, or nothing came back. */
export function failed(list: readonly Pending[], id: string, code: string): Pending[] {
  return list.map((one) => (one.id === id ? { ...one, state: 'failed' as const, code } : one));
}

/** The room has come to `revision` by an event of command `id`: what it shows now is no longer pending. */
export function arrived(list: readonly Pending[], id: string, revision: number): Pending[] {
  return list.filter((one) => one.id !== id && !(one.state === 'sent' && one.revision <= revision));
}
