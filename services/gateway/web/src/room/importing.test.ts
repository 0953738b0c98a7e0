import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Import } from '../api/library';
import { Problem } from '../api/problem';
import { Importing, LOOK_EVERY, type Progress } from './importing';

const job = (change: Partial<Import>): Import => ({
  id: 'i1',
  title: '',
  status: 'running',
  total: 100,
  done: 0,
  added: 0,
  duplicates: 0,
  unavailable: 0,
  problems: [],
  error: null,
  ...change,
});

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function stage(answers: (Import | Problem)[]) {
  const shown: Progress[] = [];
  const state = vi.fn(async () => {
    const next = answers.shift() ?? job({ status: 'done' });
    if (next instanceof Problem) throw next;
    return next;
  });
  const cancel = vi.fn(async () => undefined);
  return { shown, state, cancel, importing: new Importing({ state, cancel }, (progress) => shown.push(progress)) };
}

test('an import is followed to its end', async () => {
  const { shown, state, importing } = stage([
    job({ done: 50 }),
    new Problem('network'),
    job({ done: 100, status: 'done', added: 97, duplicates: 3 }),
  ]);
  await importing.run(async () => job({}));
  await vi.advanceTimersByTimeAsync(LOOK_EVERY * 10);
  expect(shown.map(({ job: one }) => one?.done)).toEqual([0, 50, 100]);
  expect(shown.at(-1)?.job).toMatchObject({ status: 'done', added: 97 });
  expect(state).toHaveBeenCalledTimes(3);
});

test('one that is cancelled says so, and is asked no more', async () => {
  const { shown, state, cancel, importing } = stage([job({ status: 'cancelled', done: 7 })]);
  await importing.run(async () => job({}));
  await importing.cancel();
  expect(cancel).toHaveBeenCalledWith('i1');
  expect(shown.at(-1)?.job?.status).toBe('cancelled');
  await vi.advanceTimersByTimeAsync(LOOK_EVERY * 5);
  expect(state).toHaveBeenCalledTimes(1);
});

test('what cannot start or be asked about any more is told', async () => {
  const refused = stage([]);
  await refused.importing.run(() => Promise.reject(new Problem('forbidden', 403)));
  expect(refused.shown).toEqual([{ job: null, problem: expect.objectContaining({ code: 'forbidden' }) }]);
  const lost = stage(Array.from({ length: 9 }, () => new Problem('network')));
  await lost.importing.run(async () => job({}));
  await vi.advanceTimersByTimeAsync(LOOK_EVERY * 100);
  expect(lost.shown.at(-1)?.problem?.code).toBe('network');
  expect(lost.state).toHaveBeenCalledTimes(5);
});
