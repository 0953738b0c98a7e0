import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPlaylist, linksIn, meansLinks, portions } from './links';

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

it('links are told from words', () => {
  for (const text of [
    'https://youtu.be/dQw4w9WgXcQ',
    'youtu.be/dQw4w9WgXcQ?t=4',
    'www.youtube.com/watch?v=dQw4w9WgXcQ',
    '/sample.mp4',
    'look: https://a.example/x.mp4 and https://a.example/y.mp4',
    'javascript:alert(1)',
  ])
    expect(meansLinks(text), text).toBe(true);
  for (const text of ['', 'cats', 'what is AC/DC', 'vimeo.com', 'v1.2 released', 'Tom & Jerry: the film', 'a.b'])
    expect(meansLinks(text), text).toBe(false);
});

it('playlists are told from videos', () => {
  for (const link of [
    'https://www.youtube.com/playlist?list=PLabc-1',
    'music.youtube.com/playlist?si=x&list=PLabc',
    'https://www.youtube.com/embed/videoseries?list=PLabc',
  ])
    expect(isPlaylist(link), link).toBe(true);
  for (const link of [
    'https://www.youtube.com/watch?v=dQw4w9WgXcQ&list=PLabc',
    'https://youtube.com.example/playlist?list=PL1',
    'cats',
  ])
    expect(isPlaylist(link), link).toBe(false);
});
