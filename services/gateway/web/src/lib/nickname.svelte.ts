// The nickname that was used last: where the next room starts from.
import { lasting } from './storage';

const STORED = 'matinee.nickname';
const remembered = $state({ nickname: lasting.getItem(STORED) ?? '' });

/** The nickname; empty on a first visit. */
export function nickname(): string {
  return remembered.nickname;
}

/** Remembers another one. */
export function setNickname(next: string): void {
  remembered.nickname = next;
  lasting.setItem(STORED, next);
}
