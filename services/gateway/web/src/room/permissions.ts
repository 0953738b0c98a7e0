// Who may do what: the same rules that the server holds, so that the page shows only what will
// work and says why where it will not.
import type { RoomState } from './state';

/** What the policy is set for. */
export type Capability = 'playback' | 'queue' | 'chat' | 'timer';
/** What may be done to another member. */
export type Power = 'moderator' | 'member' | 'lead' | 'rename' | 'mute' | 'unmute' | 'kick' | 'ban';

/** Whether a member may. */
export function may(state: RoomState, memberId: string, capability: Capability): boolean {
  // What is kept of such a room stays as it is, whoever asks.
  if (state.read_only && capability === 'queue') return false;
  const member = state.members.find((one) => one.id === memberId);
  if (state.leader === memberId) return true;
  if (!member) return false;
  if (capability === 'chat' && member.muted) return false;
  const rule = state.policy[capability];
  return rule === 'anyone' || (rule === 'moderators' && member.role === 'moderator');
}

const RANKS: Record<string, number> = { leader: 2, moderator: 1 };

/** 2 for the leader, 1 for moderators, 0 for everybody else. */
export function rank(state: RoomState, memberId: string): number {
  if (state.leader === memberId) return 2;
  const role = state.members.find((one) => one.id === memberId)?.role ?? '';
  return Math.min(RANKS[role] ?? 0, 1);
}

/** What `actor` may do to `target`: only those who stand above somebody have a say over them. */
export function powers(state: RoomState, actor: string, target: string): Power[] {
  const other = state.members.find((one) => one.id === target);
  if (!other || actor === target || rank(state, actor) <= rank(state, target)) return [];
  const roles = rank(state, target) === 0 ? (['moderator'] as const) : (['member'] as const);
  return [
    ...(state.read_only ? [] : roles),
    ...(state.leader === actor ? (['lead'] as const) : []),
    'rename',
    other.muted ? 'unmute' : 'mute',
    'kick',
    'ban',
  ];
}
