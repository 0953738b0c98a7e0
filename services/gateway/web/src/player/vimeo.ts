// Vimeo through its player SDK, carried by the vimeo-video element. The position arrives about
// four times a second, so between two reports it is counted on.
import 'vimeo-video-element';
import type { Item } from '../protocol/messages';
import type { Abilities, Observed, Order } from '../sync/engine';
import type { Player, PlayerListener, PlayerState } from './player';

interface VimeoElement extends HTMLElement {
  play(): Promise<void>;
  pause(): Promise<void>;
  currentTime: number;
  playbackRate: number;
  volume: number;
  muted: boolean;
  readonly duration: number;
  readonly paused: boolean;
  readonly seeking: boolean;
  readonly readyState: number;
}

const EVENTS = ['loadedmetadata', 'play', 'playing', 'pause', 'waiting', 'seeked', 'ended', 'error'];

/** Plays Vimeo videos. */
export class VimeoPlayer implements Player {
  readonly provider = 'vimeo';
  readonly abilities: Abilities = { rates: [0.5, 0.75, 1, 1.25, 1.5, 2], precision: 0.06 };
  readonly coverable = true;
  readonly audioOnly = false;
  readonly element: VimeoElement;
  #report = { position: 0, at: 0 };
  #buffering = true;
  #ended = false;
  #failed = false;
  #blocked = false;
  #startAt = 0;

  constructor(
    host: HTMLElement,
    private readonly listener: PlayerListener,
  ) {
    this.element = document.createElement('vimeo-video') as unknown as VimeoElement;
    this.element.setAttribute('playsinline', '');
    for (const name of EVENTS) this.element.addEventListener(name, this.#changed);
    this.element.addEventListener('timeupdate', this.#reported);
    host.append(this.element);
  }

  load(item: Item, position: number): void {
    this.#buffering = true;
    this.#ended = this.#failed = this.#blocked = false;
    this.#startAt = position;
    this.#report = { position, at: performance.now() };
    this.element.dataset['item'] = item.id;
    this.element.setAttribute('src', item.url);
  }

  observe(): Observed {
    const { element } = this;
    const moving = !element.paused && !this.#buffering && !element.seeking;
    const since = moving ? ((performance.now() - this.#report.at) / 1000) * element.playbackRate : 0;
    return {
      position: this.#report.position + Math.min(since, 1),
      paused: element.paused,
      settled: element.readyState >= 1 && !this.#buffering && !element.seeking,
      ended: this.#ended,
      rate: element.playbackRate,
      duration: Number.isFinite(element.duration) ? element.duration : 0,
    };
  }

  state(): PlayerState {
    if (this.#failed) return 'error';
    if (this.#blocked) return 'blocked';
    if (this.#ended) return 'ended';
    return this.#buffering || this.element.seeking ? 'buffering' : 'ready';
  }

  obey(order: Order): void {
    const { element } = this;
    if (order.do === 'pause') void element.pause();
    if (order.do === 'rate') element.playbackRate = order.rate;
    if (order.do === 'seek') {
      this.#ended = false;
      element.currentTime = order.to;
      this.#report = { position: order.to, at: performance.now() };
    }
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
    this.element.remove();
  }

  #play(): void {
    this.element.play().catch((error: unknown) => {
      if (error instanceof Error && error.name === 'NotAllowedError') this.#blocked = true;
      this.listener.changed();
    });
  }

  readonly #reported = (): void => {
    this.#report = { position: this.element.currentTime, at: performance.now() };
  };

  readonly #changed = (event: globalThis.Event): void => {
    if (event.type === 'loadedmetadata') {
      this.#buffering = false;
      if (this.#startAt > 0) this.element.currentTime = this.#startAt;
    }
    if (event.type === 'waiting') this.#buffering = true;
    if (event.type === 'playing' || event.type === 'pause') this.#buffering = false;
    if (event.type === 'playing') this.#blocked = this.#ended = false;
    if (event.type === 'ended') this.#ended = true;
    if (event.type === 'error') this.#failed = true;
    this.#reported();
    this.listener.changed();
  };
}
