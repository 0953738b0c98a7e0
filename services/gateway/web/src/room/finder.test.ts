import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Problem } from '../api/problem';
import type { FoundPage } from '../api/search';
import { Finder, PAUSE, type Findings } from './finder';

const video = (id: string) => ({
  video_id: id,
  title: id,
  channel: '',
  duration: 60,
  thumbnail_url: '',
  url: `https://www.youtube.com/watch?v=${id}`,
  live: false,
});
const page = (ids: string[], next: string | null = null): FoundPage => ({
  items: ids.map(video),
  next_cursor: next,
  stale: false,
});

interface Question {
  words: string;
  cursor: string | null;
  signal: AbortSignal;
  answer: (page: FoundPage) => void;
  fail: (error: unknown) => void;
}

function stage(): { finder: Finder; asked: Question[]; shown: Findings[] } {
  const asked: Question[] = [];
  const shown: Findings[] = [];
  const finder = new Finder(
    (words, cursor, signal) => new Promise((answer, fail) => asked.push({ words, cursor, signal, answer, fail })),
    (findings) => shown.push(findings),
  );
  return { finder, asked, shown };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('words are searched for after a pause, once', async () => {
  const { finder, asked } = stage();
  for (const text of ['ca', 'cat', 'cats', 'cats ']) finder.typed(text);
  await vi.advanceTimersByTimeAsync(PAUSE - 1);
  expect(asked).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(asked.map((one) => one.words)).toEqual(['cats']);
  asked[0]?.answer(page(['a']));
  await vi.advanceTimersByTimeAsync(0);
  expect(finder.findings).toMatchObject({ state: 'found', words: 'cats', more: false });
  finder.typed('cats  ');
  await vi.advanceTimersByTimeAsync(PAUSE);
  expect(asked).toHaveLength(1);
});

test('only the last question counts', async () => {
  const { finder, asked } = stage();
  void finder.search('cats');
  void finder.search('dogs');
  expect(asked[0]?.signal.aborted).toBe(true);
  asked[1]?.answer(page(['d']));
  await vi.advanceTimersByTimeAsync(0);
  asked[0]?.answer(page(['c']));
  await vi.advanceTimersByTimeAsync(0);
  expect(finder.findings.videos.map((one) => one.video_id)).toEqual(['d']);
  finder.typed('');
  expect(finder.findings.state).toBe('idle');
});

test('pages follow each other without repeating', async () => {
  const { finder, asked } = stage();
  void finder.search('cats');
  asked[0]?.answer(page(['a', 'b'], 'next'));
  await vi.advanceTimersByTimeAsync(0);
  void finder.more();
  void finder.more();
  expect(asked).toHaveLength(2);
  expect(asked[1]?.cursor).toBe('next');
  asked[1]?.answer(page(['b', 'c']));
  await vi.advanceTimersByTimeAsync(0);
  expect(finder.findings.videos.map((one) => one.video_id)).toEqual(['a', 'b', 'c']);
  await finder.more();
  expect(asked).toHaveLength(2);
});

test('what went wrong is told, and what was found stays', async () => {
  const { finder, asked } = stage();
  void finder.search('cats');
  asked[0]?.answer(page(['a'], 'next'));
  await vi.advanceTimersByTimeAsync(0);
  void finder.more();
  asked[1]?.fail(new Problem('quota_exhausted', 503, '', 3600));
  await vi.advanceTimersByTimeAsync(0);
  expect(finder.findings).toMatchObject({ state: 'failed', problem: { code: 'quota_exhausted', retryAfter: 3600 } });
  expect(finder.findings.videos).toHaveLength(1);
  void finder.search('xyz');
  asked[2]?.answer(page([]));
  await vi.advanceTimersByTimeAsync(0);
  expect(finder.findings.state).toBe('empty');
});
