// HLS: hls.js feeds the browser's own player; Safari plays the list by itself. Live streams have
// a window that moves: what they have in common for everybody is its edge.
import Hls from 'hls.js';
import { LiveEdge } from '../sync/live-edge';
import type { Live } from '../sync/timeline';
import { NativePlayer } from './native';
import type { PlayerListener } from './player';

/** Plays `.m3u8`. */
export class HlsPlayer extends NativePlayer {
  override readonly provider = 'hls';
  #hls: Hls | null = null;
  #edge = new LiveEdge();
  /** Seconds of the longest segment of a live stream; null for one with an end. */
  #target: number | null = null;

  constructor(host: HTMLElement, listener: PlayerListener) {
    super(host, listener);
  }

  protected override source(url: string): void {
    this.#hls?.destroy();
    this.#hls = null;
    this.#edge = new LiveEdge();
    this.#target = null;
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
      this.#target = details.live ? details.targetduration : null;
      if (details.live) this.#edge.saw(details.edge, performance.now());
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

  /** Three segments behind the edge, as players of HLS do: the same for all, as the list is. */
  protected override live(): Live | null {
    if (!this.#hls) return super.live();
    const edge = this.#edge.at(performance.now());
    return this.#target === null || edge === null ? null : { edge, behind: 3 * this.#target };
  }

  override destroy(): void {
    this.#hls?.destroy();
    super.destroy();
  }
}
