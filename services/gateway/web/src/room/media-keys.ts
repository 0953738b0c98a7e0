// Media keys, headsets and lock screens: what plays is named there, and their buttons wish for the
// room as the page's own do. Left alone, they would stop this one player, and the next correction
// would start it again.
import type { Item } from '../protocol/messages';

/** What the keys may wish for; null is not offered. */
export interface Keys {
  play: (() => void) | null;
  pause: (() => void) | null;
  nexttrack: (() => void) | null;
  seekbackward: (() => void) | null;
  seekforward: (() => void) | null;
}

const NONE: Keys = { play: null, pause: null, nexttrack: null, seekbackward: null, seekforward: null };

/** Names what plays and takes the keys; the answer gives them back. */
export function mediaKeys(item: Item, playing: boolean, keys: Keys): () => void {
  const session = 'mediaSession' in navigator ? navigator.mediaSession : null;
  if (!session) return () => undefined;
  const artwork = /^https:\/\//.test(item.thumbnail_url) ? [{ src: item.thumbnail_url }] : [];
  session.metadata = new MediaMetadata({ title: item.title || item.url, artist: item.channel || 'Matinee', artwork });
  session.playbackState = playing ? 'playing' : 'paused';
  assign(session, keys);
  return () => {
    assign(session, NONE);
    session.metadata = null;
    session.playbackState = 'none';
  };
}

function assign(session: MediaSession, keys: Keys): void {
  for (const [action, work] of Object.entries(keys)) {
    try {
      session.setActionHandler(action as MediaSessionAction, work);
    } catch {
      // This browser does not know the action.
    }
  }
}
