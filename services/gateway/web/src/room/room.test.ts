import { describe, expect, it } from 'vitest';
import type { ChatMessage, Event, Item, Member, Snapshot } from '../protocol/messages';
import { activityOf } from './activity';
import { linesOf, piecesOf } from './lines';
import { acknowledged, arrived, failed, sending } from './messages';
import { may, powers, rank } from './permissions';
import { CHAT_KEPT, fromSnapshot, reduce, withStatuses, type RoomState } from './state';

const member = (id: string, more: Partial<Member> = {}): Member => ({
  id,
  user_id: `u-${id}`,
  nickname: id.toUpperCase(),
  role: 'member',
  guest: true,
  avatar_url: '',
  joined_at: 0,
  state: 'ready',
  muted: false,
  ...more,
});
const item = (id: string, more: Partial<Item> = {}): Item => ({
  id,
  provider: 'file',
  media_id: id,
  url: `/${id}.mp4`,
  title: id,
  channel: '',
  duration: 60,
  thumbnail_url: '',
  live: false,
  added_by: 'a',
  votes: 0,
  ...more,
});
const message = (id: string, at = 0, from = 'a'): ChatMessage => ({
  id,
  from,
  nickname: from,
  text: id,
  at,
  reply_to: '',
  reactions: {},
});
const event = (revision: number, content: Partial<Event>): Event => ({
  epoch: 'e',
  revision,
  at: revision,
  by: 'a',
  id: '',
  ...content,
});

function start(): RoomState {
  const snapshot = {
    epoch: 'e',
    revision: 1,
    room: {
      id: 'r',
      epoch: 'e',
      revision: 1,
      name: '',
      url: '',
      visibility: 'unlisted',
      persistent: false,
      owner_id: '',
      leader: 'a',
      policy: null,
      playback: { item: item('x'), playing: false, position: 3, rate: 1, at: 0, waiting: false, live_offset: 0 },
      queue: [item('y')],
      members: [member('a', { role: 'leader' }), member('b')],
      member_count: 2,
      timer: null,
      chat: [],
      created_at: 0,
      history: [],
      read_only: false,
      address: '',
    },
  } satisfies Snapshot;
  return fromSnapshot(snapshot) ?? expect.fail('no state');
}

describe('the folded room', () => {
  it('counts members by id, however often they are told', () => {
    const joined = event(2, { MEMBER_JOINED: { members: [member('b', { nickname: 'Bee' }), member('c')] } });
    const state = reduce(reduce(start(), joined), joined);
    expect(state.members.map((one) => one.nickname)).toEqual(['A', 'Bee', 'C']);
    expect(state.member_count).toBe(3);
    const left = reduce(state, event(3, { MEMBER_LEFT: { member_id: 'b', reason: 'left' } }));
    expect(left.member_count).toBe(2);
  });

  it('remembers what played, and no more of it than a snapshot does', () => {
    let state = start();
    for (let number = 0; number < 60; number++) {
      const played = { item: item(`i${number}`), position: number, at: number };
      state = reduce(state, event(number + 2, { CHANGE_VIDEO: { playback: null, position: 0, item: null, played } }));
    }
    expect(state.history.map((entry) => entry.item?.id)).toEqual(Array.from({ length: 50 }, (_, n) => `i${n + 10}`));
    const again = event(62, { CHANGE_VIDEO: { playback: null, position: 0, item: item('x'), played: null } });
    expect(reduce(state, again).history).toEqual(state.history);
  });

  it('never counts fewer than it lists, also while oneself is not announced yet', () => {
    const room = { ...start(), member_count: 1 };
    const state = fromSnapshot({ epoch: 'e', revision: 1, room });
    expect(state?.member_count).toBe(2);
  });

  it('moves the lead with the role', () => {
    const state = reduce(start(), event(2, { LEADER_CHANGED: { member_id: 'b' } }));
    expect(state.leader).toBe('b');
    expect(state.members.map((one) => one.role)).toEqual(['member', 'leader']);
  });

  it('keeps the item when an anchor does not repeat it, and idles when told', () => {
    const played = reduce(
      start(),
      event(2, {
        PLAY: { position: 3, playback: { playing: true, position: 3, rate: 1, at: 2, waiting: false, live_offset: 0 } },
      }),
    );
    expect(played.playback).toMatchObject({ playing: true, item: { id: 'x' } });
    const idle = reduce(played, event(3, { CHANGE_VIDEO: { position: 0, item: null, playback: null } }));
    expect(idle.playback.item).toBeNull();
  });

  it('counts votes to skip what plays, and none for what comes after it', () => {
    const skip = { votes: 1, needed: 2 };
    const voted = reduce(start(), event(2, { VOTES: { item_id: 'i1', votes: 0, skip } }));
    expect(voted.skip).toEqual(skip);
    const upvoted = reduce(voted, event(3, { VOTES: { item_id: 'q1', votes: 1, skip: null } }));
    expect(upvoted.skip).toEqual(skip);
    expect(fromSnapshot({ epoch: 'e', revision: 3, room: { ...upvoted, skip } } as Snapshot)?.skip).toEqual(skip);
    const other = event(4, { CHANGE_VIDEO: { playback: null, position: 0, item: item('i2'), played: null } });
    expect(reduce(upvoted, other).skip).toBeNull();
  });

  it('learns more of an item wherever it is', () => {
    const known = item('x', { title: 'A film', duration: 90 });
    const state = reduce(start(), event(2, { ITEM_UPDATED: { item: known } }));
    expect(state.playback.item).toEqual(known);
    const queued = reduce(state, event(3, { ITEM_UPDATED: { item: item('y', { title: 'Next' }) } }));
    expect(queued.queue[0]?.title).toBe('Next');
  });

  it('bounds the chat and folds reactions', () => {
    let state = start();
    for (let n = 2; n < CHAT_KEPT + 10; n += 1)
      state = reduce(state, event(n, { CHAT: { message: message(`m${n}`) } }));
    expect(state.chat).toHaveLength(CHAT_KEPT);
    const last = `m${CHAT_KEPT + 9}`;
    const react = (removed: boolean): Partial<Event> => ({
      REACTION: { message_id: last, member_id: 'b', emoji: '👍', removed },
    });
    state = reduce(reduce(state, event(9_000, react(false))), event(9_001, react(false)));
    expect(state.chat.at(-1)?.reactions).toEqual({ '👍': ['b'] });
    expect(reduce(state, event(9_002, react(true))).chat.at(-1)?.reactions).toEqual({});
  });

  it('keeps offsets of those present only', () => {
    const state = withStatuses(start(), {
      statuses: [
        { member_id: 'b', state: 'buffering', offset: -0.4 },
        { member_id: 'gone', state: 'ready', offset: 1 },
      ],
    });
    expect(state.offsets).toEqual({ b: -0.4 });
    expect(state.members[1]?.state).toBe('buffering');
  });

  it('knows who may', () => {
    const state = start();
    expect(may(state, 'a', 'playback')).toBe(true);
    expect(may(state, 'b', 'playback')).toBe(false);
    const open = reduce(state, event(2, { POLICY_CHANGED: { policy: { ...state.policy, playback: 'moderators' } } }));
    expect(may(open, 'b', 'playback')).toBe(false);
    const moderated = reduce(
      open,
      event(3, { MEMBER_UPDATED: { member: member('b', { role: 'moderator', muted: true }) } }),
    );
    expect(may(moderated, 'b', 'playback')).toBe(true);
    expect(may(moderated, 'b', 'chat')).toBe(false);
    expect(may(moderated, 'nobody', 'queue')).toBe(false);
  });
});

describe("one's own messages", () => {
  it('go from sending to sent to shown, whichever of ACK and EVENT comes first', () => {
    const one = sending([], 'c1', 'hello', 5);
    expect(one[0]?.state).toBe('sending');
    const acked = acknowledged(one, 'c1', 12, 11);
    expect(acked[0]?.state).toBe('sent');
    expect(arrived(acked, 'c1', 12)).toEqual([]);
    expect(arrived(one, 'c1', 12)).toEqual([]);
    expect(acknowledged(one, 'c1', 12, 12)).toEqual([]);
  });

  it('fail, and go again under the same id', () => {
    const lost = failed(sending([], 'c1', 'hello', 5), 'c1', 'timeout');
    expect(lost[0]).toMatchObject({ state: 'failed', code: 'timeout' });
    const again = sending(lost, 'c1', 'hello', 9);
    expect(again).toHaveLength(1);
    expect(again[0]?.state).toBe('sending');
  });
});

describe('the lines of the chat window', () => {
  it('are in order, grouped by person, own unsent ones last', () => {
    const chat = [message('1', 10), message('2', 20), message('3', 40, 'b')];
    const joined = activityOf(
      start(),
      { ...event(2, { MEMBER_JOINED: { members: [member('c'), member('b')] } }), at: 30 },
      'a',
    );
    const lines = linesOf(chat, joined, sending([], 'c1', 'x', 1));
    expect(lines.map((line) => line.kind)).toEqual(['message', 'message', 'activity', 'message', 'pending']);
    expect(lines.map((line) => line.kind === 'message' && line.grouped)).toEqual([false, true, false, false, false]);
    expect(new Set(lines.map((line) => line.key)).size).toBe(5);
  });

  it('make links of http only, and leave the rest text', () => {
    expect(piecesOf('see https://example.org/a?b=1. <b>javascript:alert(1)</b>')).toEqual([
      { text: 'see ', href: null, mention: false },
      { text: 'https://example.org/a?b=1', href: 'https://example.org/a?b=1', mention: false },
      { text: '. <b>javascript:alert(1)</b>', href: null, mention: false },
    ]);
  });
});

describe('powers over others', () => {
  const room = (): RoomState => {
    const state = start();
    return { ...state, members: [...state.members, member('m', { role: 'moderator' }), member('n', { muted: true })] };
  };

  it('are those of who stands above, and over nobody else', () => {
    const all = ['moderator', 'lead', 'rename', 'mute', 'kick', 'ban'];
    expect(powers(room(), 'a', 'b')).toEqual(all);
    expect(powers(room(), 'a', 'm')).toEqual(['member', ...all.slice(1)]);
    expect(powers(room(), 'm', 'b')).toEqual(all.filter((power) => power !== 'lead'));
    expect(powers(room(), 'm', 'n')).toContain('unmute');
    for (const [actor, target] of [
      ['m', 'a'],
      ['m', 'm'],
      ['b', 'n'],
      ['b', 'a'],
      ['a', 'a'],
      ['a', 'gone'],
      ['gone', 'b'],
    ] as const) {
      expect(powers(room(), actor, target), `${actor} over ${target}`).toEqual([]);
    }
  });

  it('do not come from a role that outlived the lead', () => {
    const state = room();
    const stale = { ...state, leader: 'b' };
    expect(rank(stale, 'a')).toBeLessThan(rank(stale, 'b'));
    expect(powers(stale, 'a', 'b')).toEqual([]);
  });
});

describe('a kick', () => {
  it('changes nothing by itself: the one who was kicked goes with MEMBER_LEFT', () => {
    const kicked = reduce(start(), event(2, { MEMBER_KICKED: { member_id: 'b', banned: true } }));
    expect(kicked.members).toEqual(start().members);
    const gone = reduce(kicked, event(3, { MEMBER_LEFT: { member_id: 'b', reason: 'kicked' } }));
    expect(gone.members.map(({ id }) => id)).not.toContain('b');
  });
});
