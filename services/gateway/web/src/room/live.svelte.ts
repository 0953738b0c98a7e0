// A room that this page is in: the connection, the folded state, and what people do with it.
// Components read its fields and call its methods; nothing else talks to the socket.
import { asProblem, Problem } from '../api/problem';
import { changeRoom, joinRoom, leaveRoom, type Joined, type RoomChange } from '../api/rooms';
import { searchYouTube, type FoundPage } from '../api/search';
import type { Session } from '../api/session';
import { newId } from '../lib/ids';
import { nickname, setNickname } from '../lib/nickname.svelte';
import { onWake } from '../lib/wake';
import type {
  Ack,
  ClientFrameContent,
  Event,
  Features,
  Goodbye,
  Limits,
  PolicyChange,
  Snapshot,
  ServerFrameContent,
  Timer,
} from '../protocol/messages';
import { Connection, type Listener, type LinkState, type Socket } from '../socket/connection';
import type { EndCode } from '../socket/closing';
import { browserScheduler } from '../socket/scheduler';
import type { Key } from '../i18n/catalogues';
import { t } from '../i18n/index.svelte';
import { ActiveUsers } from './active.svelte';
import { activityOf, ACTIVITY_MAX, type Activity } from './activity';
import { Alerts } from './alerts.svelte';
import { BanList } from './bans.svelte';
import { DirectTalk } from './direct.svelte';
import { linksIn, portions } from './links';
import { mentioned } from './mentions';
import { acknowledged, arrived, failed, sending, type Pending } from './messages';
import { may, powers, rank, type Capability, type Power } from './permissions';
import { fromSnapshot, reduce, withStatuses, type RoomState } from './state';
import { EMPTY_SCREEN, Theatre, type Screen } from './theatre';
import { begunAt, turned } from './timer';

const SUBPROTOCOL = 'matinee.v1.json';

/** A room, live. */
export class LiveRoom implements Listener {
  link = $state<LinkState>('connecting');
  end = $state<EndCode | null>(null);
  goodbye = $state.raw<Goodbye | null>(null);
  room = $state.raw<RoomState | null>(null);
  me = $state('');
  limits = $state.raw<Limits | null>(null);
  /** What the user's plan unlocks, as the server said last. */
  features = $state.raw<readonly string[]>([]);
  screen = $state.raw<Screen>(EMPTY_SCREEN);
  pending = $state.raw<Pending[]>([]);
  activity = $state.raw<Activity[]>([]);
  /** The last refusal of something that the user did. */
  problem = $state.raw<Problem | null>(null);

  /** Whose room this is: the user who entered it. */
  readonly user: string;
  readonly alerts = new Alerts();
  readonly direct: DirectTalk;
  readonly active: ActiveUsers;
  readonly bans: BanList;
  readonly #connection: Connection;
  /** Ends the waiting for the page to wake up. */
  readonly #asleep: () => void;
  #theatre: Theatre | null = null;
  /** A ban ends the line as a kick does; only the event before it tells them apart. */
  #banned = false;
  #greeting: (() => void) | null;

  /**
   * @param joined the first join, with its ticket
   * @param greeting runs once, as soon as commands are taken
   */
  constructor(
    readonly id: string,
    readonly session: Session,
    joined: Joined,
    greeting: ((room: LiveRoom) => void) | null = null,
  ) {
    this.me = joined.member_id;
    this.#greeting = greeting ? () => greeting(this) : null;
    this.#connection = new Connection(
      {
        scheduler: browserScheduler,
        join: () => joinRoom(session, id, nickname()),
        open: (url) => new WebSocket(url, SUBPROTOCOL) as unknown as Socket,
        online: () => navigator.onLine,
      },
      this,
    );
    const { id: user_id, username } = session.user ?? { id: '', username: '' };
    this.user = user_id;
    const send: Connection['send'] = (name, content, id) => this.#connection.send(name, content, id);
    this.direct = new DirectTalk({ user_id, username }, send, () => this.now());
    this.active = new ActiveUsers(session, send);
    this.bans = new BanList(session, id, send);
    this.#connection.start(joined);
    this.#asleep = onWake(() => this.#connection.wake());
  }

  /** The room clock as this page estimates it. */
  get clock(): Connection['clock'] {
    return this.#connection.clock;
  }

  /** The instant on the room clock, milliseconds. */
  now(): number {
    return this.clock.at(performance.now());
  }

  /** Searches YouTube as this user. */
  search(words: string, cursor: string | null, signal: AbortSignal): Promise<FoundPage> {
    return searchYouTube(this.session, words, cursor, signal);
  }

  /** What this member may do to another. */
  powers(memberId: string): Power[] {
    return this.room ? powers(this.room, this.me, memberId) : [];
  }

  /** Whether this member may. */
  may(capability: Capability): boolean {
    return !!this.room && may(this.room, this.me, capability);
  }

  /** Whether this member stands above others. */
  get moderates(): boolean {
    return !!this.room && rank(this.room, this.me) > 0;
  }

  get leads(): boolean {
    return this.room?.leader === this.me;
  }

  /** Gives the room a place on the page to play in; the answer takes it away again. */
  attach(host: HTMLElement): () => void {
    const theatre = new Theatre(host, this.clock, {
      screen: (screen) => (this.screen = screen),
      status: (status) => void this.#connection.send('STATUS', status).catch(() => undefined),
      gesture: (intent) => this.gesture(intent),
    });
    this.#theatre = theatre;
    if (this.room) theatre.follow(this.room.playback, this.room.member_count);
    return () => {
      theatre.close();
      if (this.#theatre === theatre) this.#theatre = null;
    };
  }

  volume(volume: number, muted: boolean): void {
    this.#theatre?.volume(volume, muted);
  }

  unblock(): void {
    this.#theatre?.unblock();
  }

  realign(): void {
    this.#theatre?.realign();
    this.#connection.wake();
  }

  /** The user used the provider's own controls: a wish like any other, undone where it is not allowed. */
  gesture(intent: 'play' | 'pause'): void {
    if (this.may('playback')) void this.run(intent === 'play' ? 'PLAY' : 'PAUSE', {});
    else this.#theatre?.realign();
  }

  togglePlay(): void {
    void this.run(this.room?.playback.playing ? 'PAUSE' : 'PLAY', {});
  }

  seek(timestamp: number): void {
    const end = this.screen.duration || Infinity;
    void this.run('SEEK', { timestamp: Math.min(Math.max(0, timestamp), end) });
  }

  seekBy(seconds: number): void {
    const { live } = this.screen;
    if (live) this.seekLive(live.behind - seconds);
    else this.seek((this.#theatre?.expected() ?? 0) + seconds);
  }

  /** Everybody watches a live stream so far behind its edge; what is as near as can be is said as 0. */
  seekLive(behind: number): void {
    const { nearest, farthest } = this.screen.live ?? { nearest: 0, farthest: 0 };
    const live_offset = behind <= nearest ? 0 : Math.min(behind, farthest);
    void this.run('SEEK', { timestamp: 0, live_offset });
  }

  /** Takes another nickname, here and for the next room. */
  async rename(next: string): Promise<boolean> {
    const done = await this.run('RENAME', { nickname: next });
    if (done) setNickname(next);
    return done;
  }

  policy(policy: PolicyChange): Promise<boolean> {
    return this.run('SET_POLICY', { policy });
  }

  /** Changes the room's own data; a refusal is kept in `problem`. */
  async change(change: RoomChange): Promise<boolean> {
    try {
      await changeRoom(this.session, this.id, change);
      return true;
    } catch (error) {
      this.problem = asProblem(error);
      return false;
    }
  }

  /** Adds every link in the text, at the end or in front; answers whether it worked. */
  async add(text: string, next = false): Promise<boolean> {
    const parts = portions(linksIn(text));
    // What is put in front last is first.
    for (const urls of next ? parts.reverse() : parts) {
      const content = urls.length === 1 ? { url: urls[0] } : { urls };
      if (!(await this.run('ADD', next ? { ...content, next } : content))) return false;
    }
    return true;
  }

  /** Takes back the last queue or seek action: one's own, or anybody's for the leader. */
  async undo(): Promise<void> {
    if (!(await this.run('UNDO', {})) && this.problem?.code === 'not_found') {
      this.problem = new Problem('nothing_to_undo');
    }
  }

  /** Keeps a refusal, for the page to say. */
  refused(error: unknown): void {
    this.problem = asProblem(error);
  }

  /** Sends a command; a refusal is kept in `problem`. */
  async run<K extends keyof ClientFrameContent>(name: K, content: ClientFrameContent[K]): Promise<boolean> {
    try {
      await this.#connection.send(name, content);
      return true;
    } catch (error) {
      this.problem = asProblem(error);
      return false;
    }
  }

  /** Says something; shown at once. `id` sends a failed one again. */
  say(text: string, replyTo = '', id: string = newId()): void {
    this.pending = sending(this.pending, id, text, this.now(), replyTo);
    this.#connection.send('CHAT', replyTo ? { text, reply_to: replyTo } : { text }, id).then(
      (ack: Ack) => (this.pending = acknowledged(this.pending, id, ack.revision, this.room?.revision ?? 0)),
      (error: unknown) => (this.pending = failed(this.pending, id, asProblem(error).code)),
    );
  }

  /** Gives up a failed message. */
  discard(id: string): void {
    this.pending = this.pending.filter((one) => one.id !== id);
  }

  /** Leaves at once, and tells the server. */
  async leave(): Promise<void> {
    this.close();
    await leaveRoom(this.session, this.id).catch(() => undefined);
  }

  /** Joins anew after the connection has ended. */
  again(): void {
    this.end = null;
    this.#connection.restart();
  }

  /** Closes the line without leaving: the server waits out the grace. */
  close(): void {
    this.#asleep();
    this.active.unwatch();
    this.alerts.close();
    this.#connection.close();
  }

  linked(state: LinkState, end: EndCode | null): void {
    this.link = state;
    this.end = end === 'kicked' && this.#banned ? 'banned' : end;
    // Another tab may have signed in as somebody else: what the page offers depends on who one is now.
    if (end === 'session_ended') void this.session.renew().catch(() => false);
  }

  snapshot(snapshot: Snapshot): void {
    const before = this.room;
    this.#fold(fromSnapshot(snapshot, before));
    const timer = this.room?.timer;
    if (timer) this.#turn(before?.timer ?? null, timer, begunAt(timer));
    this.pending = arrived(this.pending, '', snapshot.revision);
    if (this.#greeting && this.room) {
      this.#greeting();
      this.#greeting = null;
    }
  }

  event(event: Event): void {
    if (!this.room) return;
    this.#heed(this.room, event);
    if (event.MEMBER_KICKED?.banned) {
      this.bans.grown();
      this.#banned ||= event.MEMBER_KICKED.member_id === this.me;
    }
    const lines = activityOf(this.room, event, this.me);
    if (lines.length > 0) this.activity = [...this.activity, ...lines].slice(-ACTIVITY_MAX);
    this.#fold(reduce(this.room, event));
    this.pending = arrived(this.pending, event.CHAT ? event.id : '', event.revision);
  }

  frame<K extends keyof ServerFrameContent>(name: K, content: ServerFrameContent[K]): void {
    const frame = { [name]: content } as Partial<ServerFrameContent>;
    if (frame.WELCOME) {
      this.me = frame.WELCOME.member_id;
      this.limits = frame.WELCOME.limits ?? null;
      this.features = frame.WELCOME.features;
      this.goodbye = null;
      this.active.reconnected();
    }
    if (frame.USERS) this.active.change(frame.USERS);
    if (frame.DIRECT_MESSAGE) {
      const from = this.direct.receive(frame.DIRECT_MESSAGE);
      if (from)
        this.alerts.tell(t('direct.notice', { name: from.username, text: frame.DIRECT_MESSAGE.text }), 'direct');
    }
    if (frame.FEATURES) this.#unlock(frame.FEATURES);
    if (frame.STATUSES && this.room) this.room = withStatuses(this.room, frame.STATUSES);
    if (frame.GOODBYE) this.goodbye = frame.GOODBYE;
  }

  /** The plan is another now: what it unlocks is open from here on, and what it does not is not. */
  #unlock({ plan, features, limits }: Features): void {
    const opened = features.length > this.features.length;
    this.limits = limits ?? this.limits;
    this.features = features;
    const name = `plans.name.${plan}` as Key;
    this.alerts.tell(t(opened ? 'plans.opened' : 'plans.closed', { plan: t(name) }), 'plan');
  }

  /** What should not be missed: the end of a phase, and being named. */
  #heed(room: RoomState, event: Event): void {
    if (event.TIMER?.timer) this.#turn(room.timer, event.TIMER.timer, event.at);
    const message = event.CHAT?.message;
    const me = room.members.find((member) => member.id === this.me);
    if (message && me && message.from !== this.me && mentioned(message.text, me.nickname)) {
      this.alerts.tell(t('chat.mentionNotice', { name: message.nickname, text: message.text }), 'mention');
    }
  }

  /** The end of a phase chimes when it is news; after a sleep only the words say how things stand. */
  #turn(before: Timer | null, after: Timer, at: number): void {
    const turn = turned(before, after, at, this.now());
    if (!turn) return;
    if (turn.fresh && this.alerts.chime) this.alerts.ring();
    this.alerts.tell(t(turn.phase === 'focus' ? 'timer.noticeFocus' : 'timer.noticeBreak'), 'timer');
  }

  #fold(next: RoomState | null): void {
    if (!next) return;
    const before = this.room;
    this.room = next;
    if (next.playback !== before?.playback) this.#theatre?.follow(next.playback, next.member_count);
    if (next.closed) {
      this.#connection.close();
      this.end = 'room_closed';
    }
  }
}
