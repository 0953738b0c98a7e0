// The types against the contract: the committed file is what the .proto files say, and every
// golden frame is what the types say. Both fail when one side moves alone.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CONTRACT, FILES, TARGET, generate } from '../generate/messages.js';
import { parse, type Field, type Message } from '../generate/proto.js';
import { fromSnapshot, reduce, withStatuses, type RoomState } from '../src/room/state';
import type { ServerFrame } from '../src/protocol/messages';

const EXAMPLES = fileURLToPath(new URL('../../../../proto/examples/', import.meta.url));
const MESSAGES = new Map<string, Message>(
  FILES.flatMap(({ name }) => parse(readFileSync(CONTRACT + name, 'utf8'))).map((message) => [message.name, message]),
);

/** What is wrong with a JSON value as a message of that type; empty when nothing is. */
function complaints(value: unknown, type: string, path: string, emitted: boolean): string[] {
  const message = MESSAGES.get(type);
  if (!message || typeof value !== 'object' || value === null) return [`${path}: no ${type}`];
  const fields = new Map(message.fields.map((field) => [field.name, field]));
  const found = Object.entries(value).flatMap(([name, content]) => {
    const field = fields.get(name);
    return field ? ofField(content, field, `${path}.${name}`, emitted) : [`${path}.${name}: unknown`];
  });
  const missing = message.fields
    .filter((field) => emitted && !field.optional && !field.oneof && isScalar(field) && !(field.name in value))
    .map((field) => `${path}.${field.name}: missing`);
  return [...found, ...missing];
}

function isScalar(field: Field): boolean {
  return ['string', 'bool', 'double', 'uint32', 'int32'].includes(field.type) || field.repeated;
}

function ofField(value: unknown, field: Field, path: string, emitted: boolean): string[] {
  if (field.type.startsWith('map<')) {
    const lists = Object.values(value as object).every((list) => Array.isArray(list));
    return lists ? [] : [`${path}: no lists`];
  }
  if (field.repeated) {
    if (!Array.isArray(value)) return [`${path}: no list`];
    return value.flatMap((one, index) => ofField(one, { ...field, repeated: false }, `${path}[${index}]`, emitted));
  }
  const kinds: Record<string, string> = {
    string: 'string',
    bool: 'boolean',
    double: 'number',
    uint32: 'number',
    int32: 'number',
  };
  const kind = kinds[field.type];
  if (kind) return typeof value === kind ? [] : [`${path}: no ${field.type}`];
  return value === null ? [] : complaints(value, field.type, path, emitted);
}

function examples(folder: string): [string, Record<string, unknown>][] {
  return readdirSync(EXAMPLES + folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => [
      `${folder}/${name}`,
      JSON.parse(readFileSync(`${EXAMPLES}${folder}/${name}`, 'utf8')) as Record<string, unknown>,
    ]);
}

function frame(folder: string, name: string): ServerFrame {
  return Object.fromEntries(examples(folder))[`${folder}/${name}.json`] as ServerFrame;
}

describe('the contract', () => {
  it('is what messages.ts was made from', () => {
    expect(generate()).toBe(readFileSync(TARGET, 'utf8'));
  });

  it('has golden frames', () => {
    expect(existsSync(EXAMPLES)).toBe(true);
    expect(examples('client').length).toBeGreaterThan(30);
    expect(examples('event').length).toBeGreaterThan(15);
  });

  it.each(examples('client'))('%s is a frame of a client', (path, json) => {
    expect(complaints(json, 'ClientFrame', path, false)).toEqual([]);
    expect(Object.keys(json)).toHaveLength(2);
  });

  it.each([...examples('server'), ...examples('event')])('%s is a frame of a server', (path, json) => {
    expect(complaints(json, 'ServerFrame', path, true)).toEqual([]);
    expect(Object.keys(json)).toHaveLength(1);
  });

  it('has a golden frame for every command and every event', () => {
    const names = (folder: string): Set<string> =>
      new Set(examples(folder).map(([path]) => path.split(/[/.]/)[1] ?? ''));
    const contents = (type: string): string[] =>
      (MESSAGES.get(type)?.fields ?? []).filter((field) => field.oneof).map((field) => field.name);
    expect(contents('ClientFrame').filter((name) => !names('client').has(name))).toEqual([]);
    expect(contents('Event').filter((name) => !names('event').has(name))).toEqual([]);
  });
});

describe('the golden frames, folded', () => {
  const snapshot = frame('server', 'SNAPSHOT').SNAPSHOT;
  const start = snapshot ? fromSnapshot(snapshot) : null;

  it('begin with a snapshot of which nothing is missing', () => {
    expect(start?.playback.item?.provider).toBe('youtube');
    expect(start?.members.some((member) => member.id === start.leader)).toBe(true);
    expect(start?.member_count).toBeGreaterThanOrEqual(start?.members.length ?? 1);
  });

  it.each(examples('event'))('%s changes the state, and nothing else breaks', (path, json) => {
    const event = (json as ServerFrame).EVENT;
    if (!event || !start) throw new Error(`${path} is no event`);
    const next: RoomState = reduce(start, event);
    expect(next.revision).toBe(event.revision);
    expect(next.playback.rate).toBeGreaterThan(0);
    expect(new Set(next.members.map((member) => member.id)).size).toBe(next.members.length);
    // Told twice, it is the same.
    const twice = reduce(next, event);
    expect({ ...twice, member_count: 0 }).toEqual({ ...next, member_count: 0 });
  });

  it('take the states of players', () => {
    const statuses = frame('server', 'STATUSES').STATUSES;
    if (!statuses || !start) throw new Error('no STATUSES');
    const next = withStatuses(start, statuses);
    for (const status of statuses.statuses.filter((one) =>
      start.members.some((member) => member.id === one.member_id),
    )) {
      expect(next.offsets[status.member_id]).toBe(status.offset);
    }
  });
});
