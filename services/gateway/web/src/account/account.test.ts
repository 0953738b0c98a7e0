import { describe, expect, it } from 'vitest';
import { Problem } from '../api/problem';
import { deviceOf } from './device';
import { strengthOf } from './strength';
import { fromNow } from './when';
import { errorsFor } from './wrong';

describe('the hint for passwords', () => {
  it('calls what everybody tries easy to guess, whatever it is dressed up as', () => {
    for (const password of [
      'password1',
      'P4ssw0rd!',
      'aaaaaaaaaaaa',
      '1234567890',
      'qwertyuiop',
      'abcdefgh',
      'Summer2026',
    ])
      expect(strengthOf(password), password).toBe(1);
  });

  it('knows what others know of the person', () => {
    expect(strengthOf('margarethe77')).toBeGreaterThan(1);
    expect(strengthOf('margarethe77', ['Margarethe', 'm@example.org'])).toBe(1);
  });

  it('rises with what there is to guess', () => {
    expect(strengthOf('short')).toBe(0);
    expect(strengthOf('correct horse battery staple')).toBe(4);
    expect(strengthOf('vK7#qpLz9!')).toBeGreaterThanOrEqual(3);
    expect(strengthOf('😀😀😀😀')).toBe(0);
  });

  it('is quick with what is far too long', () => {
    const start = performance.now();
    strengthOf('password'.repeat(32));
    expect(performance.now() - start).toBeLessThan(500);
  });
});

describe('devices', () => {
  it('are told by browser and system', () => {
    const chrome =
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
    const edge = `${chrome} Edg/140.0.0.0`;
    const iphone =
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';
    const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';
    expect(deviceOf(chrome)).toEqual({ browser: 'Chrome', system: 'Linux' });
    expect(deviceOf(edge)).toEqual({ browser: 'Edge', system: 'Linux' });
    expect(deviceOf(iphone)).toEqual({ browser: 'Safari', system: 'iPhone' });
    expect(deviceOf(firefox)).toEqual({ browser: 'Firefox', system: 'Windows' });
    expect(deviceOf('curl/8.5.0')).toEqual({ browser: 'curl', system: '' });
    expect(deviceOf('')).toEqual({ browser: '', system: '' });
    expect(deviceOf(`${'x'.repeat(5000)}/1`).browser).toHaveLength(40);
  });
});

describe('instants', () => {
  it('are told as people say them', () => {
    const now = Date.UTC(2026, 5, 1);
    expect(fromNow(now - 20_000, now, 'en')).toBe('now');
    expect(fromNow(now - 3 * 3_600_000, now, 'en')).toBe('3 hours ago');
    expect(fromNow(now - 86_400_000, now, 'de')).toBe('gestern');
    expect(fromNow(now + 30 * 86_400_000, now, 'es')).toMatch(/mes/);
  });
});

describe('what is wrong with a form', () => {
  const fields = ['username', 'email', 'password'] as const;
  const problem = (code: string, errors: Problem['errors'] = []): Problem => new Problem(code, 422, '', 0, errors);

  it('is sorted to the fields, the first word for each', () => {
    const found = errorsFor(
      problem('invalid', [
        { field: 'email', code: 'invalid', detail: 'a' },
        { field: 'email', code: 'too_long', detail: 'b' },
        { field: 'password', code: 'weak', detail: 'c' },
      ]),
      fields,
    );
    expect(found.email?.code).toBe('invalid');
    expect(found.password?.code).toBe('weak');
    expect(found.username).toBeUndefined();
  });

  it('is known by its code alone where the server named no field', () => {
    expect(errorsFor(problem('email_taken'), fields).email?.code).toBe('taken');
    expect(errorsFor(problem('wrong_password'), ['password']).password?.code).toBe('wrong');
    expect(errorsFor(problem('wrong_password'), ['current_password', 'email']).current_password?.code).toBe('wrong');
  });

  it('is about the whole otherwise, also where the field is another form’s', () => {
    expect(errorsFor(problem('invalid_credentials'), fields)).toEqual({});
    expect(errorsFor(problem('invalid', [{ field: 'nickname', code: 'taken', detail: '' }]), fields)).toEqual({});
    expect(errorsFor(problem('invalid', [{ field: 'toString', code: 'taken', detail: '' }]), fields)).toEqual({});
  });
});
