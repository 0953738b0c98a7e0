// YouTube through its IFrame API, carried by the youtube-video element. The element loads and
// holds the frame; states are read from the API itself, because an embedded player has more of
// them than a media element can say: cued, advertisement, refused autoplay.
import 'youtube-video-element';
import type { Item } from '../protocol/messages';
import type { Abilities, Observed, Order } from '../sync/engine';
import { LiveEdge } from '../sync/live-edge';
import { asItComes, type Live } from '../sync/timeline';
import type { Player, PlayerListener, PlayerState } from './player';

/** The part of `YT.Player` that is used. */
interface YouTubeApi {
  playVideo(): void;
  pauseVideo(): void;
  seekTo(seconds: number, allowSeekAhead: boolean): void;
  cueVideoById(options: { videoId: string; startSeconds?: number }): void;
  setPlaybackRate(rate: number): void;
  getPlaybackRate(): number;
  getCurrentTime(): number;
  getDuration(): number;
  getPlayerState(): number;
  setVolume(percent: number): void;
  mute(): void;
  unMute(): void;
}

interface YouTubeElement extends HTMLElement {
  api: YouTubeApi | null;
  config: Record<string, unknown>;
  readonly isLoaded: boolean;
}

const ENDED = 0;
const PLAYING = 1;
const PAUSED = 2;
const BUFFERING = 3;
/** Milliseconds after which a player that was told to play and does not has been refused. */
const REFUSED_AFTER = 2_500;
/** Milliseconds without progress while "playing" after which it is an advertisement. */
const AD_AFTER = 1_500;
/** Seconds behind the edge of a stream that YouTube's player needs, and how far back all streams can be watched. */
const LIVE_NEAREST = 15;
const LIVE_FARTHEST = 3_600;
/** Milliseconds in which the API must have loaded. */
const LOAD_WITHIN = 20_000;

/** Plays YouTube videos. */
export class YouTubePlayer implements Player {
  readonly provider = 'youtube';
  readonly abilities: Abilities = { rates: [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2], precision: 0.04 };
  readonly coverable = false;
  readonly audioOnly = false;
  readonly element: YouTubeElement;
  #cuedAt = 0;
  #video = '';
  /** The edge of a live stream; null of what has an end. */
  #edge: LiveEdge | null = null;
  #failed = false;
  #blocked = false;
  #intent: { play: boolean; at: number } = { play: false, at: -Infinity };
  #progress = { position: -1, at: 0 };
  #sound = { volume: 1, muted: false };
  readonly #createdAt = performance.now();

  constructor(
    host: HTMLElement,
    private readonly listener: PlayerListener,
  ) {
    this.element = document.createElement('youtube-video') as unknown as YouTubeElement;
    this.element.config = { fs: 0, disablekb: 1, cc_load_policy: 0, origin: location.origin };
    this.element.setAttribute('playsinline', '');
    this.element.addEventListener('loadcomplete', this.#loaded);
    this.element.addEventListener('error', this.#error);
    for (const name of ['play', 'playing', 'pause', 'ended']) this.element.addEventListener(name, this.#changed);
    host.append(this.element);
  }

  load(item: Item, position: number): void {
    this.#failed = false;
    this.#blocked = false;
    this.#cuedAt = position;
    this.#video = item.media_id;
    this.#edge = item.live ? new LiveEdge() : null;
    this.#intent = { play: false, at: -Infinity };
    this.element.dataset['item'] = item.id;
    // The first video brings the frame along; the next ones keep it, and with it the permission to play.
    if (this.element.isLoaded) this.#cue(position);
    else this.element.setAttribute('src', `https://www.youtube.com/watch?v=${encodeURIComponent(item.media_id)}`);
  }

  observe(): Observed {
    const api = this.#api;
    const state = api?.getPlayerState() ?? -1;
    const started = state === PLAYING || state === PAUSED || state === BUFFERING || state === ENDED;
    const position = started ? (api?.getCurrentTime() ?? 0) : this.#cuedAt;
    const duration = api?.getDuration() || 0;
    this.#watch(state, position);
    return {
      position,
      paused: state !== PLAYING && state !== BUFFERING,
      settled: !!api && state !== BUFFERING && this.state() !== 'ad',
      ended: state === ENDED,
      rate: api?.getPlaybackRate() ?? 1,
      duration: this.#edge ? 0 : duration,
      live: this.#edge && this.#live(this.#edge, duration, position),
    };
  }

  /** Of a stream the API tells as duration for how long it has been on: that is its edge. */
  #live(edge: LiveEdge, duration: number, position: number): Live {
    const now = performance.now();
    if (duration > 0) edge.saw(duration, now);
    const at = edge.at(now);
    if (at === null) return asItComes(position);
    return { edge: at, nearest: LIVE_NEAREST, farthest: Math.min(LIVE_FARTHEST, at) };
  }

  state(): PlayerState {
    const api = this.#api;
    if (this.#failed) return 'error';
    if (!api) return performance.now() - this.#createdAt > LOAD_WITHIN ? 'error' : 'buffering';
    if (this.#blocked) return 'blocked';
    const state = api.getPlayerState();
    if (state === ENDED) return 'ended';
    if (state === BUFFERING) return 'buffering';
    if (state === PLAYING && performance.now() - this.#progress.at > AD_AFTER) return 'ad';
    return 'ready';
  }

  obey(order: Order): void {
    const api = this.#api;
    if (!api) return;
    if (order.do === 'play' && !this.#blocked) this.#play(api);
    if (order.do === 'pause') {
      this.#intent = { play: false, at: performance.now() };
      api.pauseVideo();
    }
    if (order.do === 'rate') api.setPlaybackRate(order.rate);
    if (order.do === 'seek') {
      const state = api.getPlayerState();
      // Seeking a cued video would start it; cueing it elsewhere does not.
      if (state === -1 || state === 5) this.#cue(order.to);
      else api.seekTo(order.to, true);
    }
  }

  unblock(): void {
    this.#blocked = false;
    if (this.#api) this.#play(this.#api);
  }

  volume(volume: number, muted: boolean): void {
    this.#sound = { volume, muted };
    this.#api?.setVolume(Math.round(volume * 100));
    if (muted) this.#api?.mute();
    else this.#api?.unMute();
  }

  destroy(): void {
    this.element.removeAttribute('src');
    this.element.remove();
  }

  get #api(): YouTubeApi | null {
    return this.element.isLoaded ? this.element.api : null;
  }

  #play(api: YouTubeApi): void {
    if (!this.#intent.play) this.#intent = { play: true, at: performance.now() };
    api.playVideo();
  }

  #cue(position: number): void {
    this.#cuedAt = position;
    // A stream begins where it is now.
    this.#api?.cueVideoById({ videoId: this.#video, ...(this.#edge ? {} : { startSeconds: position }) });
  }

  /** Notices advertisements (no progress) and refused autoplay (no start). */
  #watch(state: number, position: number): void {
    const now = performance.now();
    if (position !== this.#progress.position || state !== PLAYING) this.#progress = { position, at: now };
    const waited = this.#intent.play && now - this.#intent.at > REFUSED_AFTER;
    if (state === PLAYING || state === BUFFERING) this.#blocked = false;
    else if (waited && state !== ENDED && !this.#blocked) {
      this.#blocked = true;
      this.listener.changed();
    }
  }

  readonly #loaded = (): void => {
    // The element tells before it counts itself as loaded.
    queueMicrotask(() => {
      this.volume(this.#sound.volume, this.#sound.muted);
      this.#cue(this.#cuedAt);
      this.listener.changed();
    });
  };

  readonly #error = (): void => {
    this.#failed = true;
    this.listener.changed();
  };

  readonly #changed = (event: globalThis.Event): void => {
    const inFrame = document.activeElement === this.element && document.visibilityState === 'visible';
    if (inFrame && event.type === 'pause' && this.#intent.play && this.#api?.getPlayerState() === PAUSED) {
      this.#intent = { play: false, at: performance.now() };
      this.listener.gesture('pause');
    }
    if (inFrame && event.type === 'playing' && !this.#intent.play) {
      this.#intent = { play: true, at: performance.now() };
      this.listener.gesture('play');
    }
    this.listener.changed();
  };
}
