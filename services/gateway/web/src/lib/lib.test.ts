import { describe, expect, it } from 'vitest';
import { clockTime, offsetText } from './format';
import { newId } from './ids';
import { landing } from './reorder';
import { returnPath, roomIdIn, routeOf } from './route';
import { shortcutOf, type Press } from './shortcuts';
import { slept } from './wake';

describe('routes', () => {
  it('are the start page and rooms', () => {
    expect(routeOf('/')).toEqual({ page: 'home' });
    expect(routeOf('/r/amber-otter-4821')).toEqual({ page: 'room', id: 'amber-otter-4821' });
    expect(routeOf('/r/amber-otter-4821/')).toEqual({ page: 'room', id: 'amber-otter-4821' });
    for (const path of ['/r/', '/r/UPPER', '/r/a', '/r/a/b', '/x']) expect(routeOf(path)).toEqual({ page: 'unknown' });
  });

  it('are pages of accounts', () => {
    expect(routeOf('/login')).toEqual({ page: 'login' });
    expect(routeOf('/signup/')).toEqual({ page: 'signup' });
    expect(routeOf('/account')).toEqual({ page: 'account', section: 'profile' });
    expect(routeOf('/account/sessions')).toEqual({ page: 'account', section: 'sessions' });
    for (const path of ['/account/x', '/account/sessions/1', '/toString', '/Login'])
      expect(routeOf(path)).toEqual({ page: 'unknown' });
  });

  it('lead back to this page alone', () => {
    expect(returnPath('/r/amber-otter-4821')).toBe('/r/amber-otter-4821');
    expect(returnPath('/account?x=1')).toBe('/account?x=1');
    for (const foreign of [
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      '/\t/evil.example',
      'x',
      '',
      null,
    ])
      expect(returnPath(foreign)).toBe('/');
    expect(returnPath(null, '/account')).toBe('/account');
  });

  it('reads what people paste', () => {
    expect(roomIdIn('  Amber-Otter-4821 ')).toBe('amber-otter-4821');
    expect(roomIdIn('amber otter 4821')).toBe('amber-otter-4821');
    expect(roomIdIn('https://matinee.example/r/amber-otter-4821?x=1')).toBe('amber-otter-4821');
    expect(roomIdIn('')).toBeNull();
    expect(roomIdIn('what is this?')).toBeNull();
  });
});

describe('numbers', () => {
  it('are read as people read them', () => {
    expect(clockTime(0)).toBe('0:00');
    expect(clockTime(3723.9)).toBe('1:02:03');
    expect(clockTime(NaN)).toBe('0:00');
    expect(offsetText(0.12)).toBe('+120 ms');
    expect(offsetText(-1.44)).toBe('−1.4 s');
    expect(offsetText(0)).toBe('0 ms');
  });

  it('make ids that differ and fit the contract', () => {
    const ids = new Set(Array.from({ length: 200 }, newId));
    expect(ids.size).toBe(200);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('moving by a handle', () => {
  it('lands between the others', () => {
    const middles = [10, 30, 50, 70];
    expect([5, 31, 49, 51, 200].map((y) => landing(middles, 1, y))).toEqual([0, 1, 1, 2, 3]);
    expect(landing([10], 0, 500)).toBe(0);
  });
});

describe('sleep', () => {
  const look = (wall: number, monotonic: number) => ({ wall, monotonic });

  it('shows in the clocks', () => {
    expect(slept(look(0, 0), look(1_000, 1_000), true)).toBe(false);
    expect(slept(look(0, 0), look(600_000, 1_000), true)).toBe(true);
    expect(slept(look(0, 0), look(600_000, 1_000), false)).toBe(true);
    expect(slept(look(0, 0), look(600_000, 600_000), true)).toBe(true);
  });

  it('is not what happens to timers out of sight', () => {
    expect(slept(look(0, 0), look(60_000, 60_000), false)).toBe(false);
  });
});

describe('shortcuts', () => {
  const press = (key: string, more: Partial<Press> = {}): Press => ({
    key,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    tag: 'body',
    type: '',
    role: '',
    editable: false,
    ...more,
  });

  it('are the ones in the list', () => {
    expect(
      [' ', 'k', 'K', 'j', 'l', 'ArrowLeft', 'ArrowRight', 'm', 'f', '?'].map((key) => shortcutOf(press(key))),
    ).toEqual(['toggle', 'toggle', 'toggle', 'back10', 'forward10', 'back5', 'forward5', 'mute', 'fullscreen', 'help']);
    expect(shortcutOf(press('x'))).toBeNull();
  });

  it('undo with Ctrl or Cmd and Z, but not while typing', () => {
    expect(shortcutOf(press('z', { ctrlKey: true }))).toBe('undo');
    expect(shortcutOf(press('z', { metaKey: true, tag: 'button' }))).toBe('undo');
    expect(shortcutOf(press('Z', { ctrlKey: true, shiftKey: true }))).toBeNull();
    expect(shortcutOf(press('z', { ctrlKey: true, tag: 'input', type: 'text' }))).toBeNull();
    expect(shortcutOf(press('z'))).toBeNull();
  });

  it('leave typing, the browser and focused controls alone', () => {
    expect(shortcutOf(press('k', { tag: 'input', type: 'text' }))).toBeNull();
    expect(shortcutOf(press('k', { tag: 'textarea' }))).toBeNull();
    expect(shortcutOf(press('f', { ctrlKey: true }))).toBeNull();
    expect(shortcutOf(press(' ', { tag: 'button' }))).toBeNull();
    expect(shortcutOf(press('k', { tag: 'button' }))).toBe('toggle');
    expect(shortcutOf(press('ArrowLeft', { tag: 'input', type: 'range' }))).toBeNull();
    expect(shortcutOf(press('ArrowLeft', { tag: 'button', role: 'tab' }))).toBeNull();
  });
});
