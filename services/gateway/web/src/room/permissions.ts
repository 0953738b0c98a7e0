// Who may do what: the same rules that the server holds, so that the page shows only what will
// work and says why where it will not.
import type { RoomState } from './state';

/** What the policy is set for. */
export type Capability = 'playback' | 'queue' | 'chat' | 'timer';

/** Whether a member may. */
export function may(state: RoomState, memberId: string, capability: Capability): boolean {
  const member = state.members.find((one) => one.id === memberId);
  if (state.leader === memberId) return true;
  if (!member) return false;
  if (capability === 'chat' && member.muted) return false;
  const rule = state.policy[capability];
  return rule === 'anyone' || (rule === 'moderators' && member.role === 'moderator');
}
