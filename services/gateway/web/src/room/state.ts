// The room as this browser knows it: a snapshot, folded with events. Pure, and forgiving where
// the same thing is told twice: members and messages are put in by id, never appended blindly.
import type {
  ChatMessage,
  Event,
  HistoryEntry,
  Item,
  Member,
  Policy,
  Playback,
  Room,
  SkipVotes,
  Snapshot,
  Statuses,
  Timer,
} from '../protocol/messages';

/** A Room of which nothing is missing, and what the page keeps beside it. */
export interface RoomState extends Room {
  policy: Policy;
  playback: Playback;
  timer: Timer | null;
  /** Offsets of the members' players in seconds, by member id. */
  offsets: Readonly<Record<string, number>>;
  /** Votes to skip what plays. */
  skip: SkipVotes | null;
  /** Why the room is gone; null while it is there. */
  closed: string | null;
}

/** Messages kept, beyond which the oldest go. */
export const CHAT_KEPT = 300;
/** What played, as far as a snapshot tells of it. */
export const HISTORY_KEPT = 50;

const IDLE: Playback = { item: null, playing: false, position: 0, rate: 1, at: 0, waiting: false, live_offset: 0 };
const OPEN: Policy = {
  playback: 'leader',
  queue: 'anyone',
  chat: 'anyone',
  timer: 'leader',
  buffering: 'ignore',
  order: 'manual',
  loop: 'none',
  slow_mode: 0,
  members_max: 0,
};

/** The state that a snapshot says; `before` gives what only the page knows. */
export function fromSnapshot(snapshot: Snapshot, before: RoomState | null = null): RoomState | null {
  const { room, epoch, revision } = snapshot;
  if (!room) return null;
  const known = before?.id === room.id ? before : null;
  return {
    ...room,
    epoch,
    revision,
    policy: room.policy ?? OPEN,
    playback: room.playback ?? IDLE,
    queue: room.queue ?? [],
    members: room.members ?? [],
    // Oneself may be listed before the room has announced, and counted, one.
    member_count: Math.max(room.member_count, room.members?.length ?? 0),
    chat: room.chat ?? [],
    history: room.history ?? [],
    timer: room.timer ?? null,
    offsets: known?.offsets ?? {},
    skip: room.skip ?? null,
    closed: null,
  };
}

/** Folds one event. The caller has checked epoch and revision. */
export function reduce(state: RoomState, event: Event): RoomState {
  return { ...apply(state, event), revision: event.revision };
}

function apply(state: RoomState, event: Event): RoomState {
  const anchor = event.PLAY ?? event.PAUSE ?? event.SEEK ?? event.SET_RATE;
  if (anchor) return anchor.playback ? { ...state, playback: keepItem(anchor.playback, state.playback) } : state;
  if (event.CHANGE_VIDEO) {
    const { playback, item, played } = event.CHANGE_VIDEO;
    const history = played ? remembered(state.history, played) : state.history;
    return { ...state, playback: { ...(playback ?? IDLE), item: item ?? playback?.item ?? null }, history, skip: null };
  }
  if (event.UPDATE_QUEUE) return { ...state, queue: event.UPDATE_QUEUE.queue ?? [] };
  if (event.VOTES) return voted(state, event.VOTES);
  if (event.ITEM_UPDATED) return event.ITEM_UPDATED.item ? itemUpdated(state, event.ITEM_UPDATED.item) : state;
  if (event.CHAT) return event.CHAT.message ? chatted(state, event.CHAT.message) : state;
  if (event.REACTION) return reacted(state, event.REACTION);
  if (event.POLICY_CHANGED) return { ...state, policy: event.POLICY_CHANGED.policy ?? state.policy };
  if (event.TIMER) return { ...state, timer: event.TIMER.timer ?? state.timer };
  if (event.ROOM_UPDATED) {
    const { name, visibility, persistent, owner_id, read_only, address } = event.ROOM_UPDATED;
    return { ...state, name, visibility, persistent, owner_id, read_only, address };
  }
  if (event.ROOM_CLOSED) return { ...state, closed: event.ROOM_CLOSED.reason || 'closed' };
  return ofMembers(state, event);
}

/** Put in by item and instant, so that the same thing told twice is there once. */
function remembered(history: readonly HistoryEntry[], played: HistoryEntry): HistoryEntry[] {
  const others = history.filter((entry) => entry.at !== played.at || entry.item?.id !== played.item?.id);
  return [...others, played].slice(-HISTORY_KEPT);
}

/** An anchor for what already plays may come without the item. */
function keepItem(playback: Playback, before: Playback): Playback {
  return playback.item === undefined ? { ...playback, item: before.item ?? null } : playback;
}

function ofMembers(state: RoomState, event: Event): RoomState {
  if (event.MEMBER_JOINED) return joined(state, event.MEMBER_JOINED.members ?? []);
  if (event.MEMBER_LEFT) return left(state, event.MEMBER_LEFT.member_id);
  if (event.MEMBER_RENAMED) {
    const { member_id, nickname } = event.MEMBER_RENAMED;
    return changed(state, member_id, (member) => ({ ...member, nickname }));
  }
  if (event.MEMBER_UPDATED?.member) {
    const { member } = event.MEMBER_UPDATED;
    return changed(state, member.id, () => member);
  }
  if (event.LEADER_CHANGED) return led(state, event.LEADER_CHANGED.member_id);
  // MEMBER_KICKED changes nothing: the MEMBER_LEFT that follows does. Unknown events are a newer server's.
  return state;
}

function joined(state: RoomState, members: Member[]): RoomState {
  const known = new Map(state.members.map((member) => [member.id, member]));
  let fresh = 0;
  for (const member of members) {
    if (!known.has(member.id)) fresh += 1;
    known.set(member.id, member);
  }
  return { ...state, members: [...known.values()], member_count: Math.max(known.size, state.member_count + fresh) };
}

function left(state: RoomState, id: string): RoomState {
  const { [id]: _gone, ...offsets } = state.offsets;
  const members = state.members.filter((member) => member.id !== id);
  // In a large room not all members are listed, so one who leaves may be unknown here and still counted.
  const counted = members.length < state.members.length || state.member_count > state.members.length;
  return { ...state, members, offsets, member_count: Math.max(members.length, state.member_count - (counted ? 1 : 0)) };
}

function led(state: RoomState, leader: string): RoomState {
  const members = state.members.map((member) => {
    if (member.id === leader) return { ...member, role: 'leader' };
    return member.role === 'leader' ? { ...member, role: 'member' } : member;
  });
  return { ...state, leader, members };
}

function changed(state: RoomState, id: string, change: (member: Member) => Member): RoomState {
  return { ...state, members: state.members.map((member) => (member.id === id ? change(member) : member)) };
}

function itemUpdated(state: RoomState, item: Item): RoomState {
  const queue = state.queue.map((one) => (one.id === item.id ? item : one));
  const playback = state.playback.item?.id === item.id ? { ...state.playback, item } : state.playback;
  return { ...state, queue, playback };
}

function voted(state: RoomState, votes: NonNullable<Event['VOTES']>): RoomState {
  if (votes.skip) return { ...state, skip: votes.skip };
  const queue = state.queue.map((one) => (one.id === votes.item_id ? { ...one, votes: votes.votes } : one));
  return { ...state, queue };
}

function chatted(state: RoomState, message: ChatMessage): RoomState {
  const others = state.chat.filter((one) => one.id !== message.id);
  return { ...state, chat: [...others, message].slice(-CHAT_KEPT) };
}

function reacted(state: RoomState, reaction: NonNullable<Event['REACTION']>): RoomState {
  const chat = state.chat.map((message) => {
    if (message.id !== reaction.message_id) return message;
    const others = (message.reactions?.[reaction.emoji] ?? []).filter((id) => id !== reaction.member_id);
    const now = reaction.removed ? others : [...others, reaction.member_id];
    const { [reaction.emoji]: _before, ...rest } = message.reactions ?? {};
    return { ...message, reactions: now.length > 0 ? { ...rest, [reaction.emoji]: now } : rest };
  });
  return { ...state, chat };
}

/** Folds the unrevisioned states of the members' players. */
export function withStatuses(state: RoomState, statuses: Statuses): RoomState {
  const told = new Map(statuses.statuses.map((status) => [status.member_id, status]));
  const members = state.members.map((member) => {
    const status = told.get(member.id);
    return status && status.state !== member.state ? { ...member, state: status.state } : member;
  });
  const offsets = { ...state.offsets };
  const present = new Set(state.members.map((member) => member.id));
  for (const status of statuses.statuses) if (present.has(status.member_id)) offsets[status.member_id] = status.offset;
  return { ...state, members, offsets };
}
