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
