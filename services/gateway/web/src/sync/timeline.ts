// Where the room's playback is: a pure function of the anchor and of room time.
import type { Playback } from '../protocol/messages';

/** What the anchor says of one instant. Seconds. */
export interface Expected {
  position: number;
  /** Whether the position is moving now. */
  moving: boolean;
  rate: number;
}

/**
 * The position that everybody should be at.
 *
 * @param playback the room's anchor
 * @param roomTime milliseconds of the room clock
 * @param duration seconds, 0 when unknown; the position stays inside
 */
export function expectedAt(playback: Playback, roomTime: number, duration = 0): Expected {
  const moving = playback.playing && !playback.waiting && !!playback.item;
  const elapsed = moving ? Math.max(0, roomTime - playback.at) / 1000 : 0;
  const position = Math.max(0, playback.position + elapsed * playback.rate);
  return { position: duration > 0 ? Math.min(position, duration) : position, moving, rate: playback.rate };
}
