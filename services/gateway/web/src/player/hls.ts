// HLS: hls.js feeds the browser's own player; Safari plays the list by itself. Live streams have
// a window that moves, so their position is counted from where the window lets one be.
import Hls from 'hls.js';
import { NativePlayer } from './native';
import type { PlayerListener } from './player';

/** Plays `.m3u8`. */
export class HlsPlayer extends NativePlayer {
  override readonly provider = 'hls';
  #hls: Hls | null = null;

  constructor(host: HTMLElement, listener: PlayerListener) {
    super(host, listener);
  }

  protected override source(url: string): void {
    this.#hls?.destroy();
    this.#hls = null;
    if (!Hls.isSupported()) {
      super.source(url);
      return;
    }
    // No worker: it would be built from a blob, which the content security policy forbids.
    const hls = new Hls({ enableWorker: false, maxBufferLength: 30, backBufferLength: 60 });
    hls.on(Hls.Events.ERROR, (_event, data) => {
      if (!data.fatal) return;
      if (data.type === Hls.ErrorTypes.MEDIA_ERROR) hls.recoverMediaError();
      else this.fail();
    });
    hls.loadSource(url);
    hls.attachMedia(this.element);
    this.#hls = hls;
  }

  override destroy(): void {
    this.#hls?.destroy();
    super.destroy();
  }
}
