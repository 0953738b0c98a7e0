// Which player plays an item. Everything but the browser's own is loaded when first needed.
import type { Item } from '../protocol/messages';
import { NativePlayer } from './native';
import type { Player, PlayerListener } from './player';

/** A player for the item's provider, in `host`. */
export async function openPlayer(item: Item, host: HTMLElement, listener: PlayerListener): Promise<Player> {
  switch (item.provider) {
    case 'youtube':
      return new (await import('./youtube')).YouTubePlayer(host, listener);
    case 'vimeo':
      return new (await import('./vimeo')).VimeoPlayer(host, listener);
    case 'hls':
      return new (await import('./hls')).HlsPlayer(host, listener);
    default:
      return new NativePlayer(host, listener);
  }
}
