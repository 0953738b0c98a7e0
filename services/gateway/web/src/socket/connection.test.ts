import { beforeEach, describe, expect, it } from 'vitest';
import { Problem } from '../api/problem';
import type { Event, Snapshot } from '../protocol/messages';
import { waitBefore } from './backoff';
import { afterClose } from './closing';
import { Connection, type LinkState } from './connection';
import { Continuity } from './continuity';
import { settle, VirtualSocket, VirtualTime } from './virtual';

const TICKET = { ws_url: 'ws://host/api/rooms/r/ws', ticket: 't0' };
const snapshot = (epoch: string, revision: number): Snapshot => ({ epoch, revision, room: null });
const event = (revision: number, epoch = 'e'): Event => ({ epoch, revision, at: 0, by: '', id: '' });

describe('Connection', () => {
  let time: VirtualTime;
  let sockets: VirtualSocket[];
  let states: (LinkState | string)[];
  let events: number[];
  let joins: number;
  let online: boolean;
  let refusal: Problem | null;
  let connection: Connection;

  const socket = (): VirtualSocket => sockets.at(-1) ?? expect.fail('no socket');

  beforeEach(() => {
    time = new VirtualTime();
    sockets = [];
    states = [];
    events = [];
    joins = 0;
    online = true;
    refusal = null;
    connection = new Connection(
      {
        scheduler: time,
        join: () => {
          joins += 1;
          return refusal ? Promise.reject(refusal) : Promise.resolve({ ...TICKET, ticket: `t${joins}` });
        },
        open: (url) => {
          sockets.push(new VirtualSocket(new URL(url)));
          return socket();
        },
        online: () => online,
      },
      {
        linked: (state, end) => states.push(end ?? state),
        snapshot: () => undefined,
        event: (one) => events.push(one.revision),
        frame: () => undefined,
      },
    );
    connection.start(TICKET);
  });

  function open(): VirtualSocket {
    socket().welcome();
    socket().tell({ SNAPSHOT: snapshot('e', 10) });
    return socket();
  }

  it('opens with the ticket, measures the clock, and answers commands by id', async () => {
    open();
    expect(socket().url.searchParams.get('ticket')).toBe('t0');
    expect(states).toEqual(['connecting', 'connected']);
    await time.pass(600);
    const pings = socket().commands('PING');
    expect(pings).toHaveLength(5);
    const sentAt = (pings[0]?.['PING'] as { client_time: number }).client_time;
    socket().tell({ PONG: { id: 'x', client_time: sentAt, server_time: 2_000_000 } });
    expect(connection.clock.error).toBe((time.now() - sentAt) / 2);
    const played = connection.send('PLAY', {}, 'c1');
    const seeked = connection.send('SEEK', { timestamp: -1 }, 'c2');
    socket().tell({ ERROR: { id: 'c2', code: 'invalid_argument', detail: 'negative', retry_after: 0 } });
    socket().tell({ ACK: { id: 'c1', revision: 11 } });
    await expect(played).resolves.toEqual({ id: 'c1', revision: 11 });
    await expect(seeked).rejects.toMatchObject({ code: 'invalid_argument', detail: 'negative' });
  });

  it('gives a command up after ten seconds, and at once when the line breaks', async () => {
    open();
    const slow = connection.send('PLAY', {}).catch((problem: Problem) => problem.code);
    for (let n = 0; n < 3; n += 1) {
      await time.pass(4_000);
      socket().tell({ STATUSES: { statuses: [] } });
    }
    await expect(slow).resolves.toBe('timeout');
    const lost = connection.send('PLAY', {}).catch((problem: Problem) => problem.code);
    socket().end(1006);
    await expect(lost).resolves.toBe('disconnected');
    await expect(connection.send('PLAY', {})).rejects.toMatchObject({ code: 'disconnected' });
  });

  it('comes back with token, epoch, revision and last direct message', async () => {
    open().tell({ EVENT: event(11) });
    const user = { user_id: 'u', username: 'u' };
    socket().tell({ DIRECT_MESSAGE: { message_id: '7-1', from: user, to: user, text: 'hi', at: 0 } });
    socket().end(1006);
    expect(states.at(-1)).toBe('reconnecting');
    await time.pass(500);
    expect(sockets).toHaveLength(2);
    expect(Object.fromEntries(socket().url.searchParams)).toEqual({
      resume: 'token',
      epoch: 'e',
      revision: '11',
      dm: '7-1',
    });
    socket().welcome('token2');
    socket().tell({ EVENT: event(12) });
    expect(events).toEqual([11, 12]);
    expect(joins).toBe(0);
  });

  it('waits as long as GOODBYE asks', async () => {
    open().tell({ GOODBYE: { code: 1012, detail: '', retry_after: 3 } });
    socket().end(1012);
    await time.pass(2_900);
    expect(sockets).toHaveLength(1);
    await time.pass(600);
    expect(sockets).toHaveLength(2);
  });

  it('notices a line that is silent, and one that does not open', async () => {
    open();
    await time.pass(12_400);
    expect(sockets).toHaveLength(1);
    await time.pass(700);
    expect(sockets).toHaveLength(2);
    await time.pass(10_000);
    await time.pass(1_000);
    expect(sockets.length).toBeGreaterThan(2);
  });

  it('joins once anew when the token is not good any more, then gives up', async () => {
    open();
    socket().end(1006);
    await time.pass(500);
    socket().end(4001);
    await settle();
    expect(joins).toBe(1);
    expect(socket().url.searchParams.get('ticket')).toBe('t1');
    socket().end(4001);
    expect(states.at(-1)).toBe('unauthenticated');
    await time.pass(60_000);
    expect(sockets).toHaveLength(3);
  });

  it.each([
    [1000, 'left'],
    [4003, 'kicked'],
    [4004, 'room_not_found'],
    [4008, 'rate_limited'],
    [4009, 'session_ended'],
  ])('does not come back after %i', async (code, end) => {
    open();
    socket().end(code);
    expect(states.at(-1)).toBe(end);
    await time.pass(60_000);
    expect(sockets).toHaveLength(1);
    connection.restart();
    await settle();
    expect(sockets).toHaveLength(2);
    expect(socket().url.searchParams.get('ticket')).toBe('t1');
  });

  it('stays away from a room that is gone, but not from a server that is', async () => {
    refusal = new Problem('unavailable', 503);
    open();
    socket().end(1006);
    await time.pass(500);
    socket().end(4001);
    await settle();
    expect(states.at(-1)).toBe('reconnecting');
    refusal = new Problem('room_not_found', 404);
    await time.pass(20_000);
    expect(states.at(-1)).toBe('room_not_found');
  });

  it('waits for the network while there is none', async () => {
    open();
    online = false;
    socket().end(1006);
    expect(states.at(-1)).toBe('offline');
    await time.pass(30_000);
    expect(sockets).toHaveLength(1);
    online = true;
    connection.wake();
    await settle();
    expect(sockets).toHaveLength(2);
  });

  it('asks once for everything when an event is missing, and goes on from there', () => {
    open();
    socket().tell({ EVENT: event(11) });
    socket().tell({ EVENT: event(13) });
    socket().tell({ EVENT: event(14) });
    expect(socket().commands('RESYNC')).toHaveLength(1);
    socket().tell({ SNAPSHOT: snapshot('e', 14) });
    socket().tell({ EVENT: event(14) });
    socket().tell({ EVENT: event(15) });
    expect(events).toEqual([11, 15]);
  });

  it('notices by the heartbeat that the last event is missing', async () => {
    open();
    const heartbeat = (revision: number): void =>
      socket().tell({ HEARTBEAT: { server_time: 0, epoch: 'e', revision, playing: false, position: 0, timer: null } });
    heartbeat(11);
    socket().tell({ EVENT: event(11) });
    await time.pass(1_100);
    expect(socket().commands('RESYNC')).toHaveLength(0);
    heartbeat(12);
    await time.pass(1_100);
    expect(socket().commands('RESYNC')).toHaveLength(1);
  });

  it('survives what is no frame', () => {
    open();
    socket().onmessage?.({ data: '{not json' });
    socket().onmessage?.({ data: new ArrayBuffer(4) });
    socket().tell({});
    expect(connection.state).toBe('connected');
  });
});

describe('what a close means', () => {
  it('is told by code, token and welcome', () => {
    expect(afterClose(1013, null, false, true)).toEqual({ next: 'retry', retryAfter: 0 });
    expect(afterClose(4001, null, true, false)).toEqual({ next: 'rejoin' });
    expect(afterClose(4001, null, true, true)).toEqual({ next: 'end', code: 'unauthenticated' });
    expect(afterClose(4999, null, true, true)).toEqual({ next: 'end', code: 'refused' });
  });

  it('waits with full jitter below a limit that doubles', () => {
    expect(waitBefore(0, 0)).toBe(0);
    expect(waitBefore(0, 0.999)).toBeLessThan(500);
    expect(waitBefore(3, 0.5)).toBe(2_000);
    expect(waitBefore(50, 0.999)).toBeLessThan(15_000);
    expect(waitBefore(0, 0.5, 4)).toBe(4_250);
  });
});

describe('Continuity', () => {
  it('takes the next event of the epoch, once, and nothing else', () => {
    const continuity = new Continuity();
    continuity.snapshot('e', 5);
    expect(continuity.judge(event(5))).toBe('ignore');
    expect(continuity.judge(event(6))).toBe('apply');
    expect(continuity.judge(event(6))).toBe('ignore');
    expect(continuity.judge(event(7, 'other'))).toBe('resync');
    expect(continuity.judge(event(9))).toBe('ignore');
    continuity.reconnected();
    expect(continuity.judge(event(9))).toBe('resync');
  });
});
