// What happened in the room besides talk, as quiet lines between the messages.
import type { Event } from '../protocol/messages';
import type { Key } from '../i18n/catalogues';
import type { RoomState } from './state';

/** One such line. */
export interface Activity {
  id: string;
  at: number;
  key: Key;
  values: Record<string, string>;
}

/** Lines kept. */
export const ACTIVITY_MAX = 60;
/** In rooms with more members, coming and going is not told. */
const CROWD = 40;

const LEFT: Record<string, Key> = { left: 'activity.left', lost: 'activity.lost', kicked: 'activity.kicked' };

/** The lines for an event; `before` is the state without it. */
export function activityOf(before: RoomState, event: Event, me: string): Activity[] {
  const line = (key: Key, values: Record<string, string>, part = ''): Activity => ({
    id: `${event.epoch}.${event.revision}${part}`,
    at: event.at,
    key,
    values,
  });
  const name = (id: string): string => before.members.find((member) => member.id === id)?.nickname ?? '…';
  if (event.MEMBER_JOINED && before.member_count <= CROWD) {
    const known = new Set(before.members.map((member) => member.id));
    return event.MEMBER_JOINED.members
      .filter((member) => member.id !== me && !known.has(member.id))
      .map((member) => line('activity.joined', { name: member.nickname }, `.${member.id}`));
  }
  if (event.MEMBER_LEFT && before.member_count <= CROWD && event.MEMBER_LEFT.member_id !== me) {
    const { member_id, reason } = event.MEMBER_LEFT;
    if (!before.members.some((member) => member.id === member_id)) return [];
    return [line(LEFT[reason] ?? 'activity.left', { name: name(member_id) })];
  }
  if (event.LEADER_CHANGED?.member_id) return [line('activity.leader', { name: name(event.LEADER_CHANGED.member_id) })];
  const item = event.CHANGE_VIDEO?.item;
  return item ? [line('activity.video', { title: item.title || item.url })] : [];
}
