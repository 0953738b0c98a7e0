// The chat window's lines in their order: what was said, what happened, what is on its way.
import type { ChatMessage } from '../protocol/messages';
import type { Activity } from './activity';
import type { DirectLine } from './direct';
import { mentionsIn } from './mentions';
import type { Pending } from './messages';

/** One line of the chat window. */
export type Line = { key: string; at: number } & (
  | { kind: 'message'; message: ChatMessage; grouped: boolean }
  | { kind: 'activity'; activity: Activity }
  | { kind: 'direct'; direct: DirectLine }
  | { kind: 'pending'; pending: Pending }
);

/** Messages of one person closer than this, in milliseconds, share a heading. */
const GROUPED_WITHIN = 5 * 60_000;

/** Messages, private ones and events by time; one's own unconfirmed messages stay at the end. */
export function linesOf(
  chat: readonly ChatMessage[],
  activity: readonly Activity[],
  pending: readonly Pending[],
  direct: readonly DirectLine[] = [],
): Line[] {
  const lines: Line[] = [];
  // Each list is in order; messages keep the room's order whatever their times say.
  const beside: Line[] = [
    ...activity.map((one): Line => ({ kind: 'activity', key: `a${one.id}`, at: one.at, activity: one })),
    ...direct.map((one): Line => ({ kind: 'direct', key: `d${one.id}`, at: one.at, direct: one })),
  ].sort((a, b) => a.at - b.at);
  let next = 0;
  let before: ChatMessage | null = null;
  const events = (until: number): void => {
    for (let one = beside[next]; one && one.at < until; one = beside[next]) {
      lines.push(one);
      before = null;
      next += 1;
    }
  };
  for (const message of chat) {
    events(message.at);
    const last: ChatMessage | null = before;
    const close = last !== null && last.from === message.from && message.at - last.at < GROUPED_WITHIN;
    const grouped = close && message.reply_to === '';
    lines.push({ kind: 'message', key: `m${message.id}`, at: message.at, message, grouped });
    before = message;
  }
  events(Infinity);
  for (const one of pending) lines.push({ kind: 'pending', key: `p${one.id}`, at: one.at, pending: one });
  return lines;
}

const LINK = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/g;

/** A piece of what somebody said. */
export interface Piece {
  text: string;
  /** Where it leads; null if it is no link. */
  href: string | null;
  /** Whether it names somebody in the room. */
  mention: boolean;
}

/**
 * A text in pieces: plain ones, mentions of these names, and links that may be followed, which are
 * http and https ones alone. Nothing is ever taken as markup.
 */
export function piecesOf(text: string, names: readonly string[] = []): Piece[] {
  const pieces: Piece[] = [];
  const plain = (part: string): void => {
    for (const one of part === '' ? [] : mentionsIn(part, names)) pieces.push({ ...one, href: null });
  };
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    if (!URL.canParse(match[0])) continue;
    plain(text.slice(from, match.index));
    pieces.push({ text: match[0], href: match[0], mention: false });
    from = match.index + match[0].length;
  }
  plain(text.slice(from));
  return pieces;
}
