// Prices in words. Pure.
import type { Price } from '../api/billing';

/** An amount as the language writes it: whole amounts without a fraction. */
export function money(price: Price, language: string): string {
  const format = new Intl.NumberFormat(language, { style: 'currency', currency: price.currency.toUpperCase() });
  // Stripe counts in the currency's smallest unit; yen have none.
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  const amount = price.amount / 10 ** digits;
  if (!Number.isInteger(amount)) return format.format(amount);
  return new Intl.NumberFormat(language, {
    style: 'currency',
    currency: price.currency.toUpperCase(),
    minimumFractionDigits: 0,
    maximumFractionDigits: 0,
  }).format(amount);
}

/** How often it is paid, as a key of the words. */
export function period(price: Price): 'day' | 'week' | 'month' | 'year' | 'other' {
  const known = ['day', 'week', 'month', 'year'] as const;
  return (price.interval_count === 1 && known.find((one) => one === price.interval)) || 'other';
}

/** An address at Stripe, or nothing: a browser is not sent anywhere else. */
export function elsewhere(url: string): string | null {
  try {
    const { protocol, href, hostname } = new URL(url);
    const here = hostname === 'localhost' || hostname === '127.0.0.1';
    return protocol === 'https:' || (protocol === 'http:' && here) ? href : null;
  } catch {
    return null;
  }
}
