// What somebody types becomes a search: after a pause, because a day has few searches, or at once
// when they press Enter. Only the last question counts; an older one is aborted.
import { asProblem, type Problem } from '../api/problem';
import type { FoundPage, FoundVideo } from '../api/search';

/** What there is to show. */
export interface Findings {
  state: 'idle' | 'loading' | 'found' | 'empty' | 'failed';
  /** The words that the videos are for. */
  words: string;
  videos: readonly FoundVideo[];
  /** Of another day. */
  stale: boolean;
  /** Whether there is another page. */
  more: boolean;
  problem: Problem | null;
}

export const NOTHING: Findings = { state: 'idle', words: '', videos: [], stale: false, more: false, problem: null };

/** Milliseconds of pause after which words are searched for, and how many characters they have at least. */
export const PAUSE = 600;
export const WORDS_MIN = 3;
/** As the server takes them. */
export const WORDS_MAX = 200;

/** One search box. */
export class Finder {
  findings = NOTHING;
  #cursor: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking: AbortController | null = null;

  constructor(
    private readonly ask: (words: string, cursor: string | null, signal: AbortSignal) => Promise<FoundPage>,
    private readonly changed: (findings: Findings) => void,
  ) {}

  /** The text has changed. */
  typed(text: string): void {
    clearTimeout(this.#timer);
    const words = text.trim();
    if (words === '') return this.clear();
    if (words.length < WORDS_MIN || words === this.findings.words) return;
    this.#timer = setTimeout(() => void this.search(words), PAUSE);
  }

  /** Searches now. */
  async search(text: string): Promise<void> {
    clearTimeout(this.#timer);
    const words = text.trim().slice(0, WORDS_MAX);
    if (words === '') return this.clear();
    this.#cursor = null;
    this.#show({ ...NOTHING, state: 'loading', words });
    await this.#next();
  }

  /** Appends the next page. */
  async more(): Promise<void> {
    if (!this.findings.more || this.findings.state === 'loading') return;
    this.#show({ ...this.findings, state: 'loading' });
    await this.#next();
  }

  /** Forgets everything. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.#asking = null;
    this.#cursor = null;
    if (this.findings !== NOTHING) this.#show(NOTHING);
  }

  async #next(): Promise<void> {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    const { words, videos } = this.findings;
    try {
      const page = await this.ask(words, this.#cursor, asking.signal);
      if (this.#asking !== asking) return;
      const known = new Set(videos.map((video) => video.video_id));
      const all = [...videos, ...page.items.filter((video) => !known.has(video.video_id))];
      this.#cursor = page.next_cursor;
      const more = page.next_cursor !== null;
      const state = all.length > 0 || more ? 'found' : 'empty';
      this.#show({ state, words, videos: all, stale: page.stale, more, problem: null });
    } catch (error) {
      if (this.#asking !== asking) return;
      this.#show({ ...this.findings, state: 'failed', problem: asProblem(error) });
    }
  }

  #show(findings: Findings): void {
    this.findings = findings;
    this.changed(findings);
  }
}
