// Where the room's playback is: a pure function of the anchor and of room time.
import type { Playback } from '../protocol/messages';

/** Of a live stream, in the player's own seconds. */
export interface Live {
  /** Where it ends now. */
  edge: number;
  /** As near to the edge as players may get, and as far behind as there is something to play. */
  nearest: number;
  farthest: number;
}

/** How far behind the edge everybody watches: as the room says, as far as the stream has it. */
export function behindOf(playback: Pick<Playback, 'live_offset'>, live: Live): number {
  return Math.max(live.nearest, Math.min(playback.live_offset, live.farthest));
}

/** A stream that cannot be moved in: wherever it is, it is right. */
export function asItComes(position: number): Live {
  return { edge: position, nearest: 0, farthest: 0 };
}

/**
 * Where a player of a live stream should be. Such a stream has no position that means the same to
 * everybody, but all see the same edge: everybody keeps the same distance from it, and who comes
 * back from a pause comes back to that. Nothing is faster than live.
 */
export function expectedLive(playback: Playback, seen: { position: number }, live: Live): Expected {
  const moving = playback.playing && !playback.waiting && !!playback.item;
  const position = moving ? Math.max(0, live.edge - behindOf(playback, live)) : seen.position;
  return { position, moving, rate: 1 };
}

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
