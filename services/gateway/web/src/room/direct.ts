// Private messages as this page knows them: those that came, and one's own on their way. Pure.
import type { DirectMessage, User } from '../protocol/messages';

/** One private line of the chat window. */
export interface DirectLine {
  /** Id of the message, or of the command while the message is on its way. */
  id: string;
  from: User;
  to: User;
  text: string;
  /** Room clock, milliseconds. */
  at: number;
  state: 'sending' | 'sent' | 'failed';
  /** Why it failed. */
  code: string;
  /** Whether the server's own copy of it has come. */
  arrived: boolean;
}

/** Lines kept, beyond which the oldest go. */
export const DIRECT_KEPT = 200;

const byTime = (lines: DirectLine[]): DirectLine[] => lines.sort((a, b) => a.at - b.at).slice(-DIRECT_KEPT);

/** A message of one's own sets out, or sets out again. */
export function written(
  lines: readonly DirectLine[],
  id: string,
  from: User,
  to: User,
  text: string,
  at: number,
): DirectLine[] {
  const others = lines.filter((line) => line.id !== id);
  return byTime([...others, { id, from, to, text, at, state: 'sending', code: '', arrived: false }]);
}

/** Its answer: an empty code is an ACK. */
export function answered(lines: readonly DirectLine[], id: string, code: string): DirectLine[] {
  return lines.map((line) => (line.id === id ? { ...line, state: code === '' ? 'sent' : 'failed', code } : line));
}

/** The server's copy, which both ends get: the sender's takes the place of what was on its way. */
export function received(lines: readonly DirectLine[], message: DirectMessage, me: string): DirectLine[] {
  const { message_id: id, from, to, text, at } = message;
  if (!from || !to || lines.some((line) => line.arrived && line.id === id)) return [...lines];
  const copy: DirectLine = { id, from, to, text, at, state: 'sent', code: '', arrived: true };
  const awaited = (line: DirectLine): boolean =>
    !line.arrived && line.state !== 'failed' && line.to.user_id === to.user_id && line.text.trim() === text.trim();
  const mine = from.user_id === me ? lines.findIndex(awaited) : -1;
  return byTime([...lines.filter((_line, index) => index !== mine), copy]);
}
