import { describe, expect, it } from 'vitest';
import type { Price } from '../api/billing';
import { elsewhere, money, period } from './money';

const price = (amount: number, currency = 'eur', interval = 'month', interval_count = 1): Price => ({
  amount,
  currency,
  interval,
  interval_count,
  trial_days: 0,
});

describe('prices', () => {
  it('are written as the language does', () => {
    expect(money(price(500), 'en')).toBe('€5');
    expect(money(price(499), 'de').replace(/\s/g, ' ')).toBe('4,99 €');
    expect(money(price(1200, 'usd'), 'en')).toBe('$12');
    expect(money(price(500, 'jpy'), 'en')).toBe('¥500');
  });

  it('say how often they are paid', () => {
    expect(period(price(1))).toBe('month');
    expect(period(price(1, 'eur', 'year'))).toBe('year');
    expect(period(price(1, 'eur', 'month', 3))).toBe('other');
  });
});

describe('the way to Stripe', () => {
  it('leads over https, or to this machine', () => {
    expect(elsewhere('https://checkout.stripe.com/c/pay/1')).toBe('https://checkout.stripe.com/c/pay/1');
    expect(elsewhere('http://127.0.0.1:4242/c')).toBe('http://127.0.0.1:4242/c');
    for (const url of ['http://evil.example/', 'javascript:alert(1)', '', '/relative'])
      expect(elsewhere(url)).toBeNull();
  });
});
