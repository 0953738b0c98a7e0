// Puts the room on the screen: takes the anchor and the room clock, keeps a player for the item
// that plays, looks at it ten times a second, lets the engine correct it, and reports how it is.
import type { Item, Playback, Status } from '../protocol/messages';
import { openPlayer } from '../player/open';
import type { Player, PlayerState } from '../player/player';
import type { RoomClock } from '../sync/clock';
import { SyncEngine, type Observed } from '../sync/engine';
import { behindOf, expectedAt, expectedLive, type Live } from '../sync/timeline';

/** How the local player is, for the page. */
export interface Screen {
  state: PlayerState | 'idle';
  /** Where this player is, seconds. */
  position: number;
  /** Where the room is, seconds. */
  room: number;
  duration: number;
  /** Seconds ahead of the room; null while unknown. */
  offset: number | null;
  coverable: boolean;
  audioOnly: boolean;
  /** Of a stream without an end, where there is no position to go to: how far behind its edge the room is. */
  live: (Omit<Live, 'edge'> & { behind: number }) | null;
}

/** What the theatre tells. */
export interface Audience {
  screen(screen: Screen): void;
  status(status: Status): void;
  gesture(intent: 'play' | 'pause'): void;
}

const LOOK_EVERY = 100;
/** Milliseconds between two reports of the same state, and how many members stretch them by a second. */
const REPORT_EVERY = 2_000;
const MEMBERS_PER_SECOND = 40;

/** Milliseconds between two reports of whatever kind. */
const REPORT_AFTER = 400;
/** Closer than this, in seconds, nobody sees a difference; the page then says so instead of a number. */
export const IN_STEP = 0.08;

export const EMPTY_SCREEN: Screen = {
  state: 'idle',
  position: 0,
  room: 0,
  duration: 0,
  offset: null,
  coverable: true,
  audioOnly: false,
  live: null,
};

/** One player kept with one room. */
export class Theatre {
  #player: Player | null = null;
  #engine: SyncEngine | null = null;
  #item: Item | null = null;
  #opening = 0;
  #playback: Playback | null = null;
  #reported = { state: '', item: '', inStep: false, at: -Infinity };
  #sound = { volume: 1, muted: false };
  #members = 1;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(
    private readonly host: HTMLElement,
    private readonly clock: RoomClock,
    private readonly audience: Audience,
  ) {
    this.#timer = setInterval(() => this.look(), LOOK_EVERY);
  }

  /** The room's anchor; called for every change of it. */
  follow(playback: Playback, members: number): void {
    const before = this.#playback;
    this.#playback = playback;
    this.#members = members;
    const item = playback.item ?? null;
    if (item?.id !== this.#item?.id) void this.#show(item);
    else if (before && !sameAnchor(before, playback)) this.#engine?.anchorMoved();
    this.look();
  }

  /** The user asks to be put in step now. */
  realign(): void {
    this.#engine?.resync();
    this.look();
  }

  /** A gesture of the user allows what the browser had refused. */
  unblock(): void {
    this.#player?.unblock();
    this.#engine?.anchorMoved();
    this.look();
  }

  volume(volume: number, muted: boolean): void {
    this.#sound = { volume, muted };
    this.#player?.volume(volume, muted);
  }

  /** Where the room is now, seconds. */
  expected(): number {
    if (!this.#playback) return 0;
    return expectedAt(this.#playback, this.clock.at(performance.now()), this.#duration()).position;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#opening += 1;
    this.#player?.destroy();
    this.#player = null;
    this.#playback = null;
  }

  async #show(item: Item | null): Promise<void> {
    this.#item = item;
    this.#opening += 1;
    const opening = this.#opening;
    if (!item) {
      this.#player?.destroy();
      this.#player = null;
      this.#engine = null;
      return;
    }
    if (this.#player?.provider !== item.provider) {
      this.#player?.destroy();
      this.#player = null;
      const player = await openPlayer(item, this.host, {
        changed: () => this.look(),
        gesture: (intent) => this.audience.gesture(intent),
      });
      if (opening !== this.#opening) {
        player.destroy();
        return;
      }
      this.#player = player;
      player.element.dataset['testid'] = 'media';
      player.volume(this.#sound.volume, this.#sound.muted);
    }
    this.#engine = new SyncEngine(this.#player.abilities);
    this.#player.load(item, this.expected());
    this.look();
  }

  #duration(): number {
    return this.#player?.observe().duration || this.#item?.duration || 0;
  }

  /** One look: correct, show, report. */
  look(): void {
    const player = this.#player;
    const engine = this.#engine;
    if (!player || !engine || !this.#playback || !this.clock.known) {
      if (!this.#item) this.audience.screen(EMPTY_SCREEN);
      return;
    }
    const now = performance.now();
    const seen = player.observe();
    const state = player.state();
    const room = expectedAt(this.#playback, this.clock.at(now), seen.duration || this.#item?.duration || 0);
    const expected = seen.live ? expectedLive(this.#playback, seen, seen.live) : room;
    if (state !== 'blocked' && state !== 'error' && state !== 'ad') {
      for (const order of engine.step(now, expected, seen)) player.obey(order);
    }
    const offset = seen.settled && seen.paused === !expected.moving ? engine.error : null;
    this.audience.screen({
      state,
      position: seen.position,
      room: room.position,
      duration: seen.duration || this.#item?.duration || 0,
      offset,
      coverable: player.coverable,
      audioOnly: player.audioOnly,
      live: seen.live ? { ...seen.live, behind: behindOf(this.#playback, seen.live) } : null,
    });
    // The room counts on as if a stream had a position: a player is ahead of that as it is of the edge.
    const position = seen.live ? Math.max(0, room.position + (offset ?? 0)) : seen.position;
    this.#report(now, state, { ...seen, position }, offset !== null && Math.abs(offset) < IN_STEP);
  }

  #report(now: number, state: PlayerState, seen: Observed, inStep: boolean): void {
    const item = this.#item;
    if (!item) return;
    const every = REPORT_EVERY + (this.#members / MEMBERS_PER_SECOND) * 1000;
    const same = this.#reported.state === state && this.#reported.item === item.id && this.#reported.inStep === inStep;
    if (same && now - this.#reported.at < every) return;
    // A player that flutters between two states must not fill the line.
    if (this.#reported.item === item.id && now - this.#reported.at < REPORT_AFTER) return;
    this.#reported = { state, item: item.id, inStep, at: now };
    this.audience.status({
      state,
      item_id: item.id,
      position: seen.position,
      at: this.clock.at(now),
      ...(seen.duration > 0 ? { duration: seen.duration } : {}),
    });
  }
}

function sameAnchor(a: Playback, b: Playback): boolean {
  return (
    a.at === b.at &&
    a.position === b.position &&
    a.playing === b.playing &&
    a.rate === b.rate &&
    a.waiting === b.waiting &&
    a.live_offset === b.live_offset
  );
}
