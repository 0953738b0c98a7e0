// One interface for every kind of player. The room decides what happens; a player obeys and says
// how it is.
import type { Item } from '../protocol/messages';
import type { Abilities, Observed, Order } from '../sync/engine';

/** How a player is, as STATUS says it. */
export type PlayerState = 'ready' | 'buffering' | 'ad' | 'blocked' | 'error' | 'ended';

/** A player of one provider; it may play many items after another. */
export interface Player {
  readonly provider: string;
  readonly abilities: Abilities;
  /** The element that carries the picture, for full screen and diagnostics. */
  readonly element: HTMLElement;
  /** Whether something of ours may lie over it (YouTube's terms forbid that). */
  readonly coverable: boolean;
  /** Whether it only has sound. */
  readonly audioOnly: boolean;
  /** Loads an item, at a position, paused. */
  load(item: Item, position: number): void;
  observe(): Observed;
  state(): PlayerState;
  obey(order: Order): void;
  /** Tries once more after a gesture of the user. */
  unblock(): void;
  /** In [0, 1]; local, never shared. */
  volume(volume: number, muted: boolean): void;
  destroy(): void;
}

/** What a player tells by itself. */
export interface PlayerListener {
  /** Something changed that is worth a look before the next tick. */
  changed(): void;
  /** The user used the provider's own controls. */
  gesture(intent: 'play' | 'pause'): void;
}
