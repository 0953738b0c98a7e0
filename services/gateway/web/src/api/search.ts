// Searching YouTube, typed.
import type { Session } from './session';

/** A video that a search found. */
export interface FoundVideo {
  video_id: string;
  title: string;
  channel: string;
  /** Seconds; 0 = unknown, or live. */
  duration: number;
  thumbnail_url: string;
  url: string;
  live: boolean;
}

/** A page of what a search found. */
export interface FoundPage {
  items: FoundVideo[];
  next_cursor: string | null;
  /** An answer of another day, because YouTube cannot be asked at present. */
  stale: boolean;
}

const PAGE = '12';

/** Searches; `cursor` is `next_cursor` of the page before. */
export function searchYouTube(
  session: Session,
  words: string,
  cursor: string | null,
  signal: AbortSignal,
): Promise<FoundPage> {
  const query = new URLSearchParams({ q: words, limit: PAGE, ...(cursor ? { cursor } : {}) });
  return session.request('GET', `/api/search/youtube?${query}`, undefined, signal);
}
