// HLS: hls.js feeds the browser's own player; Safari plays the list by itself. Live streams have
// a window that moves: what they have in common for everybody is its edge.
import Hls, { type LevelDetails } from 'hls.js';
import { LiveEdge } from '../sync/live-edge';
import type { Live } from '../sync/timeline';
import { NativePlayer } from './native';
import type { PlayerListener } from './player';

/** Milliseconds in which a look at a list must be answered. */
const LOOK_WITHIN = 5_000;

/** The number of the last segment in a list; null of what is none. */
export function lastNumber(list: string): number | null {
  const first = /^#EXT-X-MEDIA-SEQUENCE:(\d+)/m.exec(list)?.[1] ?? '0';
  const segments = list.match(/^#EXTINF:/gm)?.length ?? 0;
  return segments > 0 ? Number(first) + segments - 1 : null;
}

/** Plays `.m3u8`. */
export class HlsPlayer extends NativePlayer {
  override readonly provider = 'hls';
  #hls: Hls | null = null;
  #edge = new LiveEdge();
  /** Between which distances from its edge a live stream can be watched; null for one with an end. */
  #range: Omit<Live, 'edge'> | null = null;

  #looking: ReturnType<typeof setTimeout> | undefined;

  constructor(host: HTMLElement, listener: PlayerListener) {
    super(host, listener);
  }

  protected override source(url: string): void {
    clearTimeout(this.#looking);
    this.#hls?.destroy();
    this.#hls = null;
    this.#edge = new LiveEdge();
    this.#range = null;
    if (!Hls.isSupported()) {
      super.source(url);
      return;
    }
    // No worker: it would be built from a blob, which the content security policy forbids.
    const hls = new Hls({
      enableWorker: false,
      maxBufferLength: 30,
      backBufferLength: 60,
      // A stream without an end has no duration that a room could learn.
      liveDurationInfinity: true,
    });
    hls.on(Hls.Events.LEVEL_UPDATED, (_event, { details }) => {
      const { live, edge, fragmentStart, targetduration } = details;
      // Three segments behind the edge unless the list says otherwise, as players of HLS do; and no
      // segment that may be gone before it has been played.
      const nearest = details.holdBack || 3 * targetduration;
      this.#range = live ? { nearest, farthest: edge - fragmentStart - 1.5 * targetduration } : null;
      if (!live) return;
      this.#edge.saw(edge, performance.now());
      this.#lookAgain(details);
    });
    hls.on(Hls.Events.ERROR, (_event, data) => {
      if (!data.fatal) return;
      if (data.type === Hls.ErrorTypes.MEDIA_ERROR) hls.recoverMediaError();
      else this.fail();
    });
    hls.loadSource(url);
    hls.attachMedia(this.element);
    this.#hls = hls;
  }

  /** The same for all, as the list is. */
  protected override live(): Live | null {
    if (!this.#hls) return super.live();
    const edge = this.#edge.at(performance.now());
    return this.#range && edge !== null ? { edge, ...this.#range } : null;
  }

  /** Looks at the list once more when that tells most about where its edge is. */
  #lookAgain({ url, edge, endSN, targetduration }: LevelDetails): void {
    clearTimeout(this.#looking);
    const when = this.#edge.look(performance.now(), targetduration);
    if (when === null) return;
    const look = async (): Promise<void> => {
      const began = performance.now();
      const answer = await fetch(url, { cache: 'no-store', signal: AbortSignal.timeout(LOOK_WITHIN) });
      const last = answer.ok ? lastNumber(await answer.text()) : null;
      if (last === null || !this.#range) return;
      const ahead = (last - endSN) * targetduration;
      this.#edge.saw(edge + ahead, performance.now());
      this.#edge.missed(edge + ahead + targetduration, began);
    };
    // Whether it can be loaded is hls.js's to say.
    this.#looking = setTimeout(() => void look().catch(() => undefined), when - performance.now());
  }

  override destroy(): void {
    clearTimeout(this.#looking);
    this.#hls?.destroy();
    super.destroy();
  }
}
