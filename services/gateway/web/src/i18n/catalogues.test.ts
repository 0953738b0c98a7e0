import { describe, expect, it } from 'vitest';
import { CATALOGUES, errorKey, fill, pick, type Key, type Language } from './catalogues';

const en = CATALOGUES.en;

const places = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort();

describe.each(Object.keys(CATALOGUES) as Language[])('catalogue %s', (language) => {
  const catalogue = CATALOGUES[language];

  it('has the keys of the English one, no more and no fewer', () => {
    expect(Object.keys(catalogue).sort()).toEqual(Object.keys(en).sort());
  });

  it('leaves nothing empty and keeps every place', () => {
    for (const key of Object.keys(en) as Key[]) {
      expect(catalogue[key].trim(), key).not.toBe('');
      expect(places(catalogue[key]), key).toEqual(places(en[key]));
    }
  });
});

describe('languages', () => {
  it('takes the first that the page speaks', () => {
    expect(pick(['fr-FR', 'de-AT', 'en'])).toBe('de');
    expect(pick(['fr'])).toBe('en');
    expect(pick(['toString'])).toBe('en');
  });

  it('fills places and knows errors it has no words for', () => {
    expect(fill('{a} of {b}', { a: 1, b: 'two' })).toBe('1 of two');
    expect(errorKey('room_full')).toBe('error.room_full');
    expect(errorKey('brand_new')).toBe('error.unknown');
  });
});
