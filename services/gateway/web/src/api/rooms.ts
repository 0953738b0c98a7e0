// The calls about rooms, typed.
import type { Room } from '../protocol/messages';
import type { Session } from './session';

/** What joining answers. */
export interface Joined {
  member_id: string;
  /** Opens one socket within 30 s. */
  ticket: string;
  ws_url: string;
  room: Partial<Room>;
}

/** A room as the public list tells it. */
export interface RoomView {
  id: string;
  name: string;
  member_count: number;
  members_max: number;
  /** Title of what plays; empty while nothing does. */
  playing: string;
  visibility: string;
}

/** What may be changed of a room; what is left out stays. */
export interface RoomChange {
  name?: string;
  visibility?: string;
  password?: string;
  /** Whether it outlives its visitors; for its owner. */
  persistent?: boolean;
  /** An address of its own, or none; for its owner. */
  address?: string;
}

/** Somebody who stays out. */
export interface Ban {
  user_id: string;
  /** What they were called then. */
  nickname: string;
  /** When, milliseconds. */
  at: number;
}

/** A page of the bans of a room, the newest first; for its leader and moderators. */
export function bansOf(
  session: Session,
  room: string,
  limit: number,
  cursor: string | null = null,
): Promise<{ items: Ban[]; next_cursor?: string | null }> {
  const query = new URLSearchParams({ limit: String(limit), ...(cursor ? { cursor } : {}) });
  return session.request('GET', `/api/rooms/${encodeURIComponent(room)}/bans?${query}`);
}

/** What a room is, for whoever stands in front of it; without a session, too. */
export async function lookAt(session: Session, room: string): Promise<RoomView> {
  return (await session.request<{ room: RoomView }>('GET', `/api/rooms/${encodeURIComponent(room)}`)).room;
}

/** A page of the public rooms. */
export function publicRooms(
  session: Session,
  cursor: string | null = null,
): Promise<{ items: RoomView[]; next_cursor?: string | null }> {
  const query = new URLSearchParams({ limit: '20', ...(cursor ? { cursor } : {}) });
  return session.request('GET', `/api/rooms?${query}`);
}

/** Changes name, visibility or password. */
export function changeRoom(session: Session, room: string, change: RoomChange): Promise<unknown> {
  return session.request('PATCH', `/api/rooms/${encodeURIComponent(room)}`, change);
}

/** Makes a room; the caller leads it. */
export async function createRoom(session: Session): Promise<{ id: string; url: string }> {
  const { room } = await session.request<{ room: { id: string; url: string } }>('POST', '/api/rooms', {});
  return room;
}

/** Joins, or adds one more connection to one's own member. */
export function joinRoom(session: Session, room: string, nickname: string, password?: string): Promise<Joined> {
  return session.request('POST', `/api/rooms/${encodeURIComponent(room)}/join`, {
    nickname,
    ...(password ? { password } : {}),
  });
}

/** Leaves at once, without grace. */
export function leaveRoom(session: Session, room: string): Promise<void> {
  return session.request('POST', `/api/rooms/${encodeURIComponent(room)}/leave`);
}
