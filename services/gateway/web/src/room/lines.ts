// The chat window's lines in their order: what was said, what happened, what is on its way.
import type { ChatMessage } from '../protocol/messages';
import type { Activity } from './activity';
import type { Pending } from './messages';

/** One line of the chat window. */
export type Line = { key: string; at: number } & (
  | { kind: 'message'; message: ChatMessage; grouped: boolean }
  | { kind: 'activity'; activity: Activity }
  | { kind: 'pending'; pending: Pending }
);

/** Messages of one person closer than this, in milliseconds, share a heading. */
const GROUPED_WITHIN = 5 * 60_000;

/** Messages and events by time; one's own unconfirmed messages stay at the end. */
export function linesOf(
  chat: readonly ChatMessage[],
  activity: readonly Activity[],
  pending: readonly Pending[],
): Line[] {
  const lines: Line[] = [];
  // Both lists are in order; messages keep the room's order whatever their times say.
  let next = 0;
  let before: ChatMessage | null = null;
  const events = (until: number): void => {
    for (let one = activity[next]; one && one.at < until; one = activity[next]) {
      lines.push({ kind: 'activity', key: `a${one.id}`, at: one.at, activity: one });
      before = null;
      next += 1;
    }
  };
  for (const message of chat) {
    events(message.at);
    const last: ChatMessage | null = before;
    const grouped: boolean = last !== null && last.from === message.from && message.at - last.at < GROUPED_WITHIN;
    lines.push({ kind: 'message', key: `m${message.id}`, at: message.at, message, grouped });
    before = message;
  }
  events(Infinity);
  for (const one of pending) lines.push({ kind: 'pending', key: `p${one.id}`, at: one.at, pending: one });
  return lines;
}

const LINK = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/g;

/** A text in pieces: plain ones, and links that may be followed. Nothing is ever taken as markup. */
export function piecesOf(text: string): { text: string; href: string | null }[] {
  const pieces: { text: string; href: string | null }[] = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    if (!URL.canParse(match[0])) continue;
    if (match.index > from) pieces.push({ text: text.slice(from, match.index), href: null });
    pieces.push({ text: match[0], href: match[0] });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), href: null });
  return pieces;
}
