// One member's line to the room: opens, keeps, measures and reopens the socket. What it carries
// goes to the listener; what is sent returns a promise.
import { asProblem, Problem } from '../api/problem';
import type {
  Ack,
  ClientFrameContent,
  Event,
  Goodbye,
  ServerFrame,
  ServerFrameContent,
  Snapshot,
} from '../protocol/messages';
import { BURST, BURST_INTERVAL, INTERVAL, RoomClock } from '../sync/clock';
import { newId } from '../lib/ids';
import { waitBefore } from './backoff';
import { afterClose, type EndCode } from './closing';
import { Commands } from './commands';
import { Continuity } from './continuity';
import type { Scheduler } from './scheduler';

/** How the line is. `offline`: the browser itself says that there is no network. */
export type LinkState = 'connecting' | 'connected' | 'reconnecting' | 'offline' | 'ended';

/** The part of a WebSocket that is used. */
export interface Socket {
  onopen: (() => void) | null;
  onmessage: ((message: { data: unknown }) => void) | null;
  onclose: ((close: { code: number }) => void) | null;
  readonly readyState: number;
  send(text: string): void;
  close(code?: number): void;
}

/** What the connection needs. */
export interface ConnectionParts {
  scheduler: Scheduler;
  /** A fresh ticket, by joining over HTTP. */
  join(): Promise<{ ws_url: string; ticket: string }>;
  open(url: string): Socket;
  online(): boolean;
}

/** Who hears of it. */
export interface Listener {
  linked(state: LinkState, end: EndCode | null): void;
  snapshot(snapshot: Snapshot): void;
  event(event: Event): void;
  /** Every other frame, by name. */
  frame<K extends keyof ServerFrameContent>(name: K, content: ServerFrameContent[K]): void;
}

const OPEN = 1;
/** A socket that does not open within this many milliseconds is given up. */
const OPEN_TIMEOUT = 10_000;
/** So many heartbeats may stay away before the line counts as dead. */
const HEARTBEATS_MISSED = 2.5;
/** Milliseconds in which something must come after the page woke up. */
const WAKE_PATIENCE = 4_000;
/** A head that has not been reached after this many milliseconds is a loss. */
const HEAD_PATIENCE = 1_000;
/** Joining fails for good with these; anything else is tried again. */
const FINAL: Record<string, EndCode> = {
  room_not_found: 'room_not_found',
  banned: 'banned',
  unauthenticated: 'session_ended',
};

/** A connection that wants to stay open until `close`. */
export class Connection {
  readonly clock = new RoomClock();
  readonly #continuity = new Continuity();
  readonly #commands: Commands;
  #socket: Socket | null = null;
  #state: LinkState = 'connecting';
  #attempt = 0;
  #resume: { token: string; url: string } | null = null;
  #lastDirect = '';
  #goodbye: Goodbye | null = null;
  #welcomed = false;
  #rejoined = false;
  #heartbeat = 5_000;
  /** Gives the present socket up. */
  #giveUp: () => void = () => undefined;
  /** Timers of the present socket, and the one of the next try. */
  #cancels = new Map<string, () => void>();

  constructor(
    private readonly parts: ConnectionParts,
    private readonly listener: Listener,
  ) {
    this.#commands = new Commands(parts.scheduler);
  }

  get state(): LinkState {
    return this.#state;
  }

  /** Opens with a ticket that is already there, or by joining. */
  start(ticket?: { ws_url: string; ticket: string }): void {
    void this.#connect(ticket);
  }

  /** Sends a command; rejects with a Problem when refused, lost or unanswered. */
  send<K extends keyof ClientFrameContent>(
    name: K,
    content: ClientFrameContent[K],
    id: string = newId(),
  ): Promise<Ack> {
    if (this.#socket?.readyState !== OPEN || !this.#welcomed) return Promise.reject(new Problem('disconnected'));
    const answer = this.#commands.expect(id);
    this.#socket.send(JSON.stringify({ id, [name]: content }));
    return answer;
  }

  /** The network is back, or the page woke up: do not wait for a timer that may have slept. */
  wake(): void {
    if (this.#state === 'ended') return;
    if (this.#state === 'connected') {
      this.clock.reset();
      this.#burst();
      // After sleep the socket may be dead without knowing: the pings' answers prove otherwise.
      this.#later('silence', WAKE_PATIENCE, this.#giveUp);
      return;
    }
    this.#attempt = 0;
    if (!this.#socket) void this.#connect();
  }

  /** Begins anew after an end, where that makes sense. */
  restart(): void {
    this.#rejoined = false;
    this.#resume = null;
    this.#attempt = 0;
    this.#state = 'connecting';
    void this.#connect();
  }

  /** Asks for everything anew. */
  resync(): void {
    if (this.#continuity.lost()) this.#fire('RESYNC', {});
  }

  /** Ends the connection; the page leaves the room or the room this page. */
  close(): void {
    this.#end('left');
  }

  async #connect(ticket?: { ws_url: string; ticket: string }): Promise<void> {
    this.#cancel('retry');
    if (!this.parts.online()) {
      this.#become('offline');
      this.#later('retry', 5_000, () => void this.#connect());
      return;
    }
    this.#become(this.#resume || this.#attempt > 0 ? 'reconnecting' : 'connecting');
    if (this.#resume && !ticket) {
      this.#openSocket(this.#address(this.#resume.url, { resume: this.#resume.token, ...this.#position() }), true);
      return;
    }
    try {
      const fresh = ticket ?? (await this.parts.join());
      if (this.#state === 'ended' || this.#socket) return;
      this.#resume = null;
      this.#openSocket(this.#address(fresh.ws_url, { ticket: fresh.ticket }), false, fresh.ws_url);
    } catch (error) {
      if (this.#state === 'ended') return;
      const problem = asProblem(error);
      const final = FINAL[problem.code] ?? (problem.status === 401 ? 'session_ended' : null);
      if (final) this.#end(final);
      else if (problem.status >= 400 && problem.status < 500 && problem.status !== 429) this.#end('refused');
      else this.#retry(problem.retryAfter);
    }
  }

  #position(): Record<string, string> {
    const { epoch, revision } = this.#continuity;
    return {
      ...(epoch ? { epoch, revision: String(revision) } : {}),
      ...(this.#lastDirect ? { dm: this.#lastDirect } : {}),
    };
  }

  #address(url: string, query: Record<string, string>): string {
    const address = new URL(url);
    address.search = new URLSearchParams(query).toString();
    return address.href;
  }

  #openSocket(address: string, resumed: boolean, url: string = this.#resume?.url ?? address): void {
    const socket = this.parts.open(address);
    this.#socket = socket;
    this.#goodbye = null;
    this.#welcomed = false;
    this.#continuity.reconnected();
    this.#giveUp = () => this.#dead(socket, resumed);
    this.#later('silence', OPEN_TIMEOUT, this.#giveUp);
    socket.onmessage = ({ data }) => {
      if (this.#socket === socket && typeof data === 'string') this.#receive(data, url);
    };
    socket.onclose = ({ code }) => {
      if (this.#socket === socket) this.#closed(code, resumed);
    };
  }

  /** Nothing has come for too long. The close handshake would hang as well, so it is not waited for. */
  #dead(socket: Socket, resumed: boolean): void {
    if (this.#socket !== socket) return;
    socket.onclose = null;
    socket.close();
    this.#closed(1006, resumed);
  }

  #closed(code: number, resumed: boolean): void {
    const next = afterClose(code, this.#goodbye, resumed, this.#welcomed);
    this.#drop();
    if (next.next === 'end') this.#end(next.code);
    else if (next.next === 'retry') this.#retry(next.retryAfter);
    else if (this.#rejoined) this.#end('unauthenticated');
    else {
      this.#rejoined = true;
      this.#resume = null;
      void this.#connect();
    }
  }

  #retry(retryAfter: number): void {
    this.#become(this.parts.online() ? 'reconnecting' : 'offline');
    const wait = waitBefore(this.#attempt, this.parts.scheduler.random(), retryAfter);
    this.#attempt += 1;
    this.#later('retry', wait, () => void this.#connect());
  }

  #receive(text: string, url: string): void {
    let frame: ServerFrame;
    try {
      frame = JSON.parse(text) as ServerFrame;
    } catch {
      return;
    }
    this.#later('silence', this.#heartbeat * HEARTBEATS_MISSED, this.#giveUp);
    if (frame.EVENT) this.#event(frame.EVENT);
    else if (frame.ACK) this.#commands.ack(frame.ACK);
    else if (frame.ERROR) this.#commands.refuse(frame.ERROR);
    else if (frame.PONG) this.clock.add(frame.PONG.client_time, frame.PONG.server_time, this.parts.scheduler.now());
    else if (frame.SNAPSHOT) {
      this.#continuity.snapshot(frame.SNAPSHOT.epoch, frame.SNAPSHOT.revision);
      this.listener.snapshot(frame.SNAPSHOT);
    } else if (frame.WELCOME) this.#welcome(frame.WELCOME, url);
    else this.#other(frame);
  }

  #welcome(welcome: ServerFrameContent['WELCOME'], url: string): void {
    this.#welcomed = true;
    this.#rejoined = false;
    this.#attempt = 0;
    this.#resume = { token: welcome.resume, url };
    if (welcome.heartbeat > 0) this.#heartbeat = welcome.heartbeat * 1000;
    this.clock.reset();
    this.clock.hint(welcome.server_time, this.parts.scheduler.now());
    this.listener.frame('WELCOME', welcome);
    this.#become('connected');
    this.#burst();
  }

  #other(frame: ServerFrame): void {
    if (frame.HEARTBEAT) this.#head(frame.HEARTBEAT.epoch, frame.HEARTBEAT.revision);
    if (frame.GOODBYE) this.#goodbye = frame.GOODBYE;
    if (frame.DIRECT_MESSAGE) this.#lastDirect = frame.DIRECT_MESSAGE.message_id;
    for (const [name, content] of Object.entries(frame)) {
      this.listener.frame(name as keyof ServerFrameContent, content as never);
    }
  }

  #event(event: Event): void {
    const verdict = this.#continuity.judge(event);
    if (verdict === 'apply') this.listener.event(event);
    else if (verdict === 'resync') this.#fire('RESYNC', {});
  }

  #head(epoch: string, revision: number): void {
    if (!this.#continuity.behind(epoch, revision)) return;
    this.#later('head', HEAD_PATIENCE, () => {
      if (this.#continuity.behind(epoch, revision)) this.resync();
    });
  }

  #burst(): void {
    for (let n = 0; n < BURST; n += 1) this.#later(`ping${n}`, n * BURST_INTERVAL, () => this.#ping());
    this.#later('pings', INTERVAL, () => this.#regularPing());
  }

  #regularPing(): void {
    this.#ping();
    this.#later('pings', INTERVAL, () => this.#regularPing());
  }

  #ping(): void {
    this.#fire('PING', { client_time: this.parts.scheduler.now() });
  }

  /** Sends without waiting: the answer is a frame of its own. */
  #fire<K extends keyof ClientFrameContent>(name: K, content: ClientFrameContent[K]): void {
    if (this.#socket?.readyState === OPEN) this.#socket.send(JSON.stringify({ id: newId(), [name]: content }));
  }

  #later(name: string, milliseconds: number, work: () => void): void {
    this.#cancel(name);
    this.#cancels.set(
      name,
      this.parts.scheduler.after(milliseconds, () => {
        this.#cancels.delete(name);
        work();
      }),
    );
  }

  #cancel(name: string): void {
    this.#cancels.get(name)?.();
    this.#cancels.delete(name);
  }

  #drop(): void {
    for (const name of [...this.#cancels.keys()]) this.#cancel(name);
    this.#socket = null;
    this.#commands.failAll('disconnected');
  }

  #end(code: EndCode): void {
    const socket = this.#socket;
    this.#drop();
    if (socket) {
      socket.onclose = null;
      socket.close(1000);
    }
    this.#become('ended', code);
  }

  #become(state: LinkState, end: EndCode | null = null): void {
    if (this.#state === state && state !== 'ended' && state !== 'connecting') return;
    this.#state = state;
    this.listener.linked(state, end);
  }
}
