// Where a live stream's edge is. A playlist tells it in steps, one segment at a time, and each
// reload sees a step late by up to the time between two. In truth the edge moves on evenly. A
// segment that is there says where it is at least, one that is not there yet where it is at most,
// and a look in the middle between the two halves what is left: after a few of them, players that
// know nothing of each other agree on the edge to a fraction of a segment.

/** How long a sighting counts, milliseconds. */
export const REMEMBERED = 30_000;
/** What was not there yet counts for longer: where the two disagree, what was there does. */
const REMEMBERED_MISSING = 600_000;
/** Closer than this, in seconds, nobody looks; streams themselves are not more regular. */
const CLOSE = 0.08;
/** Milliseconds after which what is known is looked after. */
const STALE = 10_000;

/** What is known of the edge by one look: its distance from the local clock, seconds. */
interface Sighting {
  at: number;
  lead: number;
}

/** The edge of one stream, in the player's own seconds. */
export class LiveEdge {
  #least: Sighting[] = [];
  #most: Sighting[] = [];
  #edge = -Infinity;
  #looked = -Infinity;

  /** The playlist ends here now. */
  saw(edge: number, now: number): void {
    if (!Number.isFinite(edge)) return;
    const lead = edge - now / 1000;
    this.#edge = Math.max(this.#edge, edge);
    // What was seen before and is no better tells nothing any more.
    this.#least = [...fresh(this.#least, now).filter((one) => one.lead > lead), { at: now, lead }];
  }

  /** The segment that will end at `edge` was not there yet. */
  missed(edge: number, now: number): void {
    const lead = edge - now / 1000;
    this.#looked = now;
    this.#most = [
      ...this.#most.filter((one) => now - one.at < REMEMBERED_MISSING && one.lead < lead),
      { at: now, lead },
    ];
  }

  /** Where the edge is now; null before it was seen. */
  at(now: number): number | null {
    const { least, most } = this.#bounds(now);
    if (least === null) return null;
    // A stream that comes in fits and starts is late at times, never early: what was there counts.
    return (most === null || most <= least ? least : (least + most) / 2) + now / 1000;
  }

  /**
   * When to look at the playlist again, so that whether the next segment is there tells most; null
   * while nothing is seen or to be learned.
   *
   * @param next seconds that segments have
   */
  look(now: number, next: number): number | null {
    const { least, most } = this.#bounds(now);
    if (least === null) return null;
    const between = Math.max(0, (most ?? least + next) - least);
    if (between < CLOSE && now - this.#looked < STALE) return null;
    // What is known well is only confirmed: shortly after the segment must be there.
    const lead = between < CLOSE ? least - CLOSE / 3 : least + between / 2;
    const when = (this.#edge + next - lead) * 1000;
    const late = Math.max(0, Math.ceil((now - when) / (next * 1000)));
    return when + late * next * 1000;
  }

  #bounds(now: number): { least: number | null; most: number | null } {
    const young = fresh(this.#least, now);
    const least = (young.length > 0 ? young : this.#least.slice(-1)).map((one) => one.lead);
    return {
      least: least.length > 0 ? Math.max(...least) : null,
      most: this.#most.length > 0 ? Math.min(...this.#most.map((one) => one.lead)) : null,
    };
  }
}

function fresh(all: readonly Sighting[], now: number): Sighting[] {
  return all.filter((one) => now - one.at < REMEMBERED);
}
