// What a closed socket means (PROTOCOL.md §3, close codes).
import type { Goodbye } from '../protocol/messages';

/** What to do after a close. */
export type Next =
  /** Come back with the resume token, or with a fresh ticket where there is none. */
  | { next: 'retry'; retryAfter: number }
  /** The token is not good any more; one fresh join may be. */
  | { next: 'rejoin' }
  /** Over. `code` is a key of the message catalogue. */
  | { next: 'end'; code: EndCode };

/** Why a connection is over for good. */
export type EndCode =
  | 'left'
  | 'protocol'
  | 'unauthenticated'
  | 'kicked'
  | 'room_not_found'
  | 'rate_limited'
  | 'session_ended'
  | 'room_closed'
  | 'banned'
  | 'refused';

const ENDS: Record<number, EndCode> = {
  1000: 'left',
  4000: 'protocol',
  4001: 'unauthenticated',
  4003: 'kicked',
  4004: 'room_not_found',
  4008: 'rate_limited',
  4009: 'session_ended',
};

/**
 * @param code close code
 * @param goodbye the GOODBYE that came before, if any
 * @param resumed whether this socket was opened with a resume token
 * @param welcomed whether WELCOME had come
 */
export function afterClose(code: number, goodbye: Goodbye | null, resumed: boolean, welcomed: boolean): Next {
  // A ticket or token that ran out while we waited: asking anew is a fresh login, and harmless.
  if (code === 4001 && resumed && !welcomed) return { next: 'rejoin' };
  if (code === 1000 || code >= 4000) return { next: 'end', code: ENDS[code] ?? 'refused' };
  return { next: 'retry', retryAfter: goodbye?.retry_after ?? 0 };
}
