// Whether this browser shows a small picture, for rooms that one listens to.
import { lasting } from './storage';

const STORED = 'matinee.compact';
const chosen = $state({ on: lasting.getItem(STORED) === 'on' });

/** Whether the compact view was chosen. */
export function compact(): boolean {
  return chosen.on;
}

/** Chooses it, or the whole picture, for good. */
export function setCompact(on: boolean): void {
  chosen.on = on;
  lasting.setItem(STORED, on ? 'on' : 'off');
}
