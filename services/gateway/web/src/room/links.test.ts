import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linksIn, portions } from './links';

describe('pasted links', () => {
  it('are found among words, in order', () => {
    expect(linksIn('1. https://a.example/x\n2. http://b.example\n/sample.mp4')).toEqual([
      'https://a.example/x',
      'http://b.example',
      '/sample.mp4',
    ]);
    expect(linksIn(' youtu.be/abc ')).toEqual(['youtu.be/abc']);
    expect(linksIn('  ')).toEqual([]);
  });

  it('are sent in portions that fit a frame, none lost', () => {
    const link = fc
      .tuple(fc.constantFrom('x', 'é', '🎬'), fc.nat({ max: 600 }))
      .map(([letter, length]) => `https://example.org/${letter.repeat(length)}`);
    fc.assert(
      fc.property(fc.array(link, { maxLength: 200 }), (links) => {
        const parts = portions(links);
        expect(parts.flat()).toEqual(links);
        for (const part of parts) {
          expect(part.length).toBeGreaterThan(0);
          expect(part.length).toBeLessThanOrEqual(50);
          if (part.length > 1) expect(new TextEncoder().encode(JSON.stringify(part)).length).toBeLessThan(16_000);
        }
      }),
    );
  });
});
