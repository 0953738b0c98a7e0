// Where a live stream's edge is. A playlist tells it in steps, one segment at a time and late by
// up to a reload; in truth it moves on evenly. The newest that a segment has ever been is the best
// guess, and the guess is forgotten when the stream has stood still for a while.

/** How long a sighting counts, milliseconds. */
export const REMEMBERED = 30_000;

/** The edge of one stream, in the player's own seconds. */
export class LiveEdge {
  /** Local milliseconds, and the edge minus the local clock in seconds. */
  #seen: { at: number; lead: number }[] = [];

  /** The playlist ends here now. */
  saw(edge: number, now: number): void {
    if (!Number.isFinite(edge)) return;
    const lead = edge - now / 1000;
    // What was seen before and is no better tells nothing any more.
    this.#seen = this.#seen.filter((one) => now - one.at < REMEMBERED && one.lead > lead);
    this.#seen.push({ at: now, lead });
  }

  /** Where the edge is now; null before it was seen. */
  at(now: number): number | null {
    const fresh = this.#seen.filter((one) => now - one.at < REMEMBERED);
    const counting = fresh.length > 0 ? fresh : this.#seen.slice(-1);
    const best = Math.max(...counting.map((one) => one.lead));
    return Number.isFinite(best) ? best + now / 1000 : null;
  }
}
