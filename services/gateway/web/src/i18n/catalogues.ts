// All languages, and the choice of one. Pure; the reactive part is in index.svelte.ts.
import { account } from './account';
import { accountPage } from './account-page';
import { de } from './de';
import { en as rooms } from './en';
import { es } from './es';
import { library } from './library';
import { plans } from './plans';

const en = { ...rooms, ...account.en, ...accountPage.en, ...library.en, ...plans.en };

/** A catalogue: the keys of the English one, other words. */
export type Catalogue = { readonly [K in keyof typeof en]: string };
/** A key of the catalogue. */
export type Key = keyof Catalogue;

export const CATALOGUES = {
  en,
  de: { ...de, ...account.de, ...accountPage.de, ...library.de, ...plans.de },
  es: { ...es, ...account.es, ...accountPage.es, ...library.es, ...plans.es },
} satisfies Record<string, Catalogue>;
/** A language that the page speaks. */
export type Language = keyof typeof CATALOGUES;
/** Each in its own words. */
export const NAMES: Record<Language, string> = { en: 'English', de: 'Deutsch', es: 'Español' };

/** Whether the page speaks it. */
export function isLanguage(code: string | null | undefined): code is Language {
  return code !== null && code !== undefined && Object.hasOwn(CATALOGUES, code);
}

/** The first of the wished languages that the page speaks, else English. */
export function pick(wished: readonly string[]): Language {
  for (const tag of wished) {
    const code = tag.toLowerCase().split('-')[0];
    if (isLanguage(code)) return code;
  }
  return 'en';
}

/** Puts values into the text's `{places}`. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (_whole, name: string) => String(values[name] ?? ''));
}

/** Whether there are words for it. */
export function isKey(key: string): key is Key {
  return Object.hasOwn(en, key);
}

/** The key for an error's code; the general one where there are no words for it. */
export function errorKey(code: string): Key {
  const key = `error.${code}`;
  return isKey(key) ? key : 'error.unknown';
}
