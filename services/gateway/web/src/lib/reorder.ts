// Moving an item of a list by its handle: mouse, finger and pen alike, which the browser's own
// dragging cannot (it knows no fingers). The list only shows where the item would go; what moves
// it is up to whoever listens.

/** Who hears of it. */
export interface Reordering {
  /** Where the item would be put if it were let go now; null once that is over. */
  over(index: number | null): void;
  dropped(index: number): void;
}

/** Pixels from an edge within which the list scrolls along, and pixels a frame at the very edge. */
const EDGE = 56;
const SPEED = 14;

function scrollerOf(element: HTMLElement): HTMLElement {
  for (let one: HTMLElement | null = element; one; one = one.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(one).overflowY) && one.scrollHeight > one.clientHeight) return one;
  }
  return document.documentElement;
}

/** The index at which something let go at the height `y` would land, were `from` taken out. */
export function landing(middles: readonly number[], from: number, y: number): number {
  return middles.filter((middle, index) => index !== from && middle < y).length;
}

const KEYS: Record<string, (index: number, last: number) => number> = {
  ArrowUp: (at) => at - 1,
  ArrowDown: (at) => at + 1,
  Home: () => 0,
  End: (_at, last) => last,
};

/**
 * Where a key moves an item to; undefined if it moves nothing. The handle takes the keys by
 * themselves, everything else of the item with Alt.
 */
export function placeByKey(event: KeyboardEvent, handle: string, index: number, last: number): number | undefined {
  const onHandle = event.target instanceof HTMLElement && event.target.dataset['testid'] === handle;
  if (event.altKey === onHandle || event.ctrlKey || event.metaKey) return undefined;
  return KEYS[event.key]?.(index, last);
}

/** Something that is dragged as its link: into the queue of this window, or anywhere else. */
export function dragLink(event: DragEvent, url: string): void {
  event.dataTransfer?.setData('text/uri-list', url);
  event.dataTransfer?.setData('text/plain', url);
  if (event.dataTransfer) event.dataTransfer.effectAllowed = 'copy';
}

/**
 * Follows the pointer from its press on the handle until it is let go. Escape, or the system
 * taking the pointer away, ends it without a move.
 */
export function dragFrom(press: PointerEvent, list: HTMLElement, from: number, tell: Reordering): void {
  const handle = press.currentTarget;
  if (!(handle instanceof HTMLElement) || press.button !== 0) return;
  press.preventDefault();
  handle.focus({ preventScroll: true });
  handle.setPointerCapture(press.pointerId);
  const scroller = scrollerOf(list);
  const over = new AbortController();
  let y = press.clientY;
  let index = from;

  const look = (): void => {
    const middles = Array.from(list.children, (one) => {
      const { top, height } = one.getBoundingClientRect();
      return top + height / 2;
    });
    index = landing(middles, from, y);
    tell.over(index);
  };

  const frame = (): void => {
    if (over.signal.aborted) return;
    const { top, bottom } =
      scroller === document.documentElement ? { top: 0, bottom: innerHeight } : scroller.getBoundingClientRect();
    const share = Math.max(0, (EDGE - (bottom - y)) / EDGE) - Math.max(0, (EDGE - (y - top)) / EDGE);
    if (share !== 0) {
      scroller.scrollBy({ top: Math.max(-1, Math.min(1, share)) * SPEED });
      look();
    }
    requestAnimationFrame(frame);
  };

  const end = (drop: boolean): void => {
    over.abort();
    tell.over(null);
    if (drop && index !== from) tell.dropped(index);
  };

  const { signal } = over;
  handle.addEventListener(
    'pointermove',
    (event) => {
      y = event.clientY;
      look();
    },
    { signal },
  );
  handle.addEventListener('pointerup', () => end(true), { signal });
  handle.addEventListener('pointercancel', () => end(false), { signal });
  handle.addEventListener('lostpointercapture', () => end(false), { signal });
  addEventListener('keydown', (event) => event.key === 'Escape' && end(false), { signal, capture: true });
  requestAnimationFrame(frame);
}
