// Volume: of this browser alone, remembered, never shared.
import { lasting } from '../lib/storage';

const STORED = 'matinee.volume';

/** Volume and mute. */
export class Sound {
  volume = $state(Sound.#stored());
  muted = $state(false);

  static #stored(): number {
    const stored = Number(lasting.getItem(STORED) ?? '1');
    return stored >= 0 && stored <= 1 ? stored : 1;
  }

  /** In [0, 1]; turning it up also ends a mute. */
  set(volume: number): void {
    this.volume = volume;
    this.muted = volume === 0;
    lasting.setItem(STORED, String(volume));
  }

  toggle(): void {
    this.muted = !this.muted;
    if (!this.muted && this.volume === 0) this.set(0.5);
  }
}
