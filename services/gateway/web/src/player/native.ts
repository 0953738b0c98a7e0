// The browser's own player, for mp4, webm and audio files; HLS builds on it. `currentTime` moves
// smoothly here and any rate is possible, so this is the player that gets within milliseconds.
import type { Item } from '../protocol/messages';
import type { Abilities, Observed, Order } from '../sync/engine';
import { asItComes, type Live } from '../sync/timeline';
import type { Player, PlayerListener, PlayerState } from './player';

const EVENTS = [
  'loadedmetadata',
  'canplay',
  'playing',
  'pause',
  'waiting',
  'stalled',
  'seeked',
  'ended',
  'error',
  'durationchange',
  'resize',
];
/** Seconds behind the edge of a live stream where nothing says better, and away from its other end. */
const LIVE_NEAREST = 12;
const LIVE_MARGIN = 6;
const AUDIO = /\.(mp3|m4a|aac|ogg|oga|opus|flac|wav)(?:[?#]|$)/i;

/** Plays files through a `<video>` element. */
export class NativePlayer implements Player {
  readonly provider: string = 'file';
  readonly abilities: Abilities = { rates: 'any', precision: 0.003 };
  readonly coverable = true;
  readonly element: HTMLVideoElement;
  #blocked = false;
  #failed = false;
  #audioOnly = false;
  #startAt = 0;

  constructor(
    host: HTMLElement,
    protected readonly listener: PlayerListener,
  ) {
    this.element = document.createElement('video');
    this.element.playsInline = true;
    this.element.preload = 'auto';
    this.element.disableRemotePlayback = true;
    for (const name of EVENTS) this.element.addEventListener(name, this.#changed);
    host.append(this.element);
  }

  /** By its name until the medium itself tells: a link without an ending may be music, too. */
  get audioOnly(): boolean {
    return this.element.readyState >= 1 ? this.element.videoWidth === 0 : this.#audioOnly;
  }

  load(item: Item, position: number): void {
    this.#blocked = false;
    this.#failed = false;
    this.#audioOnly = AUDIO.test(item.url);
    this.#startAt = position;
    this.element.dataset['item'] = item.id;
    this.source(new URL(item.url, location.origin).href);
  }

  /** Gives the element its source; HLS does it in its own way. */
  protected source(url: string): void {
    this.element.src = url;
  }

  /** The source cannot be played. */
  protected fail(): void {
    this.#failed = true;
    this.listener.changed();
  }

  observe(): Observed {
    const { element } = this;
    return {
      position: element.currentTime,
      paused: element.paused,
      settled: !element.seeking && element.readyState >= (element.paused ? 1 : 3),
      ended: element.ended,
      rate: element.playbackRate,
      duration: Number.isFinite(element.duration) ? element.duration : 0,
      live: this.live(),
    };
  }

  /** Of a stream without an end; one that cannot be moved in is taken as it comes. */
  protected live(): Live | null {
    const { duration, seekable, currentTime } = this.element;
    if (duration !== Infinity) return null;
    const last = seekable.length - 1;
    const edge = last >= 0 ? seekable.end(last) : Infinity;
    if (!Number.isFinite(edge)) return asItComes(currentTime);
    return { edge, nearest: LIVE_NEAREST, farthest: edge - seekable.start(last) - LIVE_MARGIN };
  }

  state(): PlayerState {
    const { element } = this;
    if (this.#failed || element.error) return 'error';
    if (this.#blocked) return 'blocked';
    if (element.ended) return 'ended';
    return element.seeking || element.readyState < 3 ? 'buffering' : 'ready';
  }

  obey(order: Order): void {
    const { element } = this;
    if (order.do === 'pause') element.pause();
    if (order.do === 'seek' && element.readyState >= 1) element.currentTime = order.to;
    if (order.do === 'rate') element.playbackRate = Math.min(16, Math.max(0.0625, order.rate));
    if (order.do === 'play' && !this.#blocked) this.#play();
  }

  unblock(): void {
    this.#blocked = false;
    this.#play();
  }

  volume(volume: number, muted: boolean): void {
    this.element.volume = volume;
    this.element.muted = muted;
  }

  destroy(): void {
    for (const name of EVENTS) this.element.removeEventListener(name, this.#changed);
    this.element.pause();
    this.element.removeAttribute('src');
    this.element.load();
    this.element.remove();
  }

  #play(): void {
    this.element.play().then(
      () => this.listener.changed(),
      (error: unknown) => {
        // AbortError only says that a pause or a load came in between.
        if (error instanceof DOMException && error.name === 'NotAllowedError') this.#blocked = true;
        this.listener.changed();
      },
    );
  }

  readonly #changed = (event: globalThis.Event): void => {
    // A stream has no beginning that all would have in common.
    const starts = event.type === 'loadedmetadata' && this.#startAt > 0 && !this.live();
    if (starts) this.element.currentTime = this.#startAt;
    if (event.type === 'playing') this.#blocked = false;
    this.listener.changed();
  };
}
