import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DirectMessage, User } from '../protocol/messages';
import { answered, DIRECT_KEPT, received, written } from './direct';
import { isEmoji } from './emoji';
import { linesOf, piecesOf } from './lines';
import { completions, mentioned, mentionsIn } from './mentions';
import { acknowledged, failed, sending } from './messages';
import { folded } from './users';

const user = (id: string): User => ({ user_id: id, username: id.toUpperCase() });
const direct = (id: string, from: string, to: string, text: string, at: number): DirectMessage => ({
  message_id: id,
  from: user(from),
  to: user(to),
  text,
  at,
});

describe('mentions', () => {
  it('are names in the room after an @, the longest first, in whatever case', () => {
    const names = ['Ann', 'Ann Lee', 'Bob'];
    const marked = (text: string): string[] =>
      mentionsIn(text, names)
        .filter((piece) => piece.mention)
        .map((piece) => piece.text);
    expect(marked('@ann lee and @BOB, see')).toEqual(['@ann lee', '@BOB']);
    expect(marked('mail ann@bob.org, @Annabel, @@Bob')).toEqual([]);
    expect(marked('@Ann')).toEqual(['@Ann']);
    expect(mentioned('hey @bob!', 'Bob')).toBe(true);
    expect(mentioned('hey bob', 'Bob')).toBe(false);
    expect(mentioned('hey @x', '')).toBe(false);
  });

  it('take names at their word, not as patterns', () => {
    expect(mentioned('@a.c', 'a.c')).toBe(true);
    expect(mentioned('@abc', 'a.c')).toBe(false);
    expect(mentioned('@(x', '(x')).toBe(true);
  });

  it('lose nothing of the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.string(), { maxLength: 4 }), (text, names) => {
        expect(
          piecesOf(text, names)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });

  it('are completed from what is typed before the caret', () => {
    const names = ['Ann', 'Anton', 'Bob'];
    expect(completions('hey @an', 7, names)).toEqual({ from: 5, names: ['Ann', 'Anton'] });
    expect(completions('hey @', 5, names).names).toEqual(names);
    expect(completions('a@an', 4, names).names).toEqual([]);
    expect(completions('hey @ann', 8, names).names).toEqual([]);
    expect(completions('hey @an', 2, names).names).toEqual([]);
  });
});

describe('links', () => {
  it('are http and https alone', () => {
    const hrefs = (text: string): (string | null)[] => piecesOf(text).map((piece) => piece.href);
    expect(hrefs('javascript:alert(1) data:text/html,x ftp://a.b')).toEqual([null]);
    expect(piecesOf('see https://a.example/x?@Bob. @Bob', ['Bob'])).toEqual([
      { text: 'see ', href: null, mention: false },
      { text: 'https://a.example/x?@Bob', href: 'https://a.example/x?@Bob', mention: false },
      { text: '. ', href: null, mention: false },
      { text: '@Bob', href: null, mention: true },
    ]);
  });
});

describe('reactions', () => {
  it('are one emoji', () => {
    for (const emoji of ['👍', '❤️', '👩‍👩‍👧‍👦', '🇩🇪', '1️⃣', '👋🏽']) expect(isEmoji(emoji), emoji).toBe(true);
    for (const other of ['', 'a', '👍👍', ':)', '1', '👍 ', 'ok👍']) expect(isEmoji(other), other).toBe(false);
  });
});

describe('private messages', () => {
  it('are shown at once, and the copy of the server takes their place', () => {
    const sent = written([], 'c1', user('me'), user('b'), 'hi', 10);
    expect(sent.map((line) => line.state)).toEqual(['sending']);
    const acked = answered(sent, 'c1', '');
    expect(acked[0]?.state).toBe('sent');
    for (const before of [sent, acked]) {
      const after = received(before, direct('7', 'me', 'b', 'hi', 11), 'me');
      expect(after.map((line) => [line.id, line.state])).toEqual([['7', 'sent']]);
      // Told twice, and the ACK late: the same.
      expect(received(after, direct('7', 'me', 'b', 'hi', 11), 'me')).toEqual(after);
      expect(answered(after, 'c1', '')).toEqual(after);
    }
  });

  it('fail with their reason, and go again under the same id', () => {
    const failedOnce = answered(written([], 'c1', user('me'), user('b'), 'hi', 10), 'c1', 'user_offline');
    expect(failedOnce[0]).toMatchObject({ state: 'failed', code: 'user_offline' });
    const again = written(failedOnce, 'c1', user('me'), user('b'), 'hi', 20);
    expect(again).toHaveLength(1);
    expect(again[0]).toMatchObject({ state: 'sending', code: '' });
    // A copy of another message does not stand for it.
    expect(received(failedOnce, direct('8', 'me', 'b', 'hi', 12), 'me')).toHaveLength(2);
  });

  it('of others come in the order of their times, and are bounded', () => {
    let lines = received([], direct('2', 'b', 'me', 'second', 2), 'me');
    lines = received(lines, direct('1', 'c', 'me', 'first', 1), 'me');
    expect(lines.map((line) => line.text)).toEqual(['first', 'second']);
    for (let n = 3; n < DIRECT_KEPT + 50; n += 1) lines = received(lines, direct(`${n}`, 'b', 'me', 'x', n), 'me');
    expect(lines).toHaveLength(DIRECT_KEPT);
    expect(received([], { ...direct('1', 'b', 'me', 'x', 1), from: null }, 'me')).toEqual([]);
  });

  it('stand among what everybody said, by time', () => {
    const message = { id: 'm', from: 'a', nickname: 'A', text: 'all', at: 5, reply_to: '', reactions: {} };
    const lines = linesOf(
      [message, { ...message, id: 'n', at: 9 }],
      [{ id: 'j', at: 7, key: 'activity.joined', values: {} }],
      [],
      received(received([], direct('1', 'b', 'me', 'x', 6), 'me'), direct('2', 'b', 'me', 'y', 8), 'me'),
    );
    expect(lines.map((line) => line.key)).toEqual(['mm', 'd1', 'aj', 'd2', 'mn']);
  });
});

describe('a reply on its way', () => {
  it('keeps what it answers', () => {
    const list = failed(sending([], 'c', 'yes', 1, 'm1'), 'c', 'timeout');
    expect(list[0]?.replyTo).toBe('m1');
    expect(acknowledged(sending(list, 'c', 'yes', 2, 'm1'), 'c', 4, 3)[0]?.replyTo).toBe('m1');
  });
});

describe('active users', () => {
  it('are folded by id and shown by name', () => {
    const users = folded([], { joined: [user('b'), user('a')], left: [] });
    expect(users.map((one) => one.user_id)).toEqual(['a', 'b']);
    expect(folded(users, { joined: [user('b')], left: [] })).toEqual(users);
    expect(folded(users, { joined: [], left: [user('a'), user('x')] }).map((one) => one.user_id)).toEqual(['b']);
  });
});
