// The language in use. Reading `t` in a component makes it follow a change.
import { lasting } from '../lib/storage';
import type { Problem } from '../api/problem';
import { CATALOGUES, errorKey, fill, isLanguage, pick, type Key, type Language } from './catalogues';

const STORED = 'matinee.language';

function initial(): Language {
  const stored = lasting.getItem(STORED);
  return isLanguage(stored) ? stored : pick(navigator.languages);
}

const chosen = $state({ language: initial() });

/** The language in use. */
export function language(): Language {
  return chosen.language;
}

/** Changes the language, for good. */
export function setLanguage(next: Language): void {
  chosen.language = next;
  lasting.setItem(STORED, next);
  document.documentElement.lang = next;
}

/** The words for a key. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  return fill(CATALOGUES[chosen.language][key], values);
}

/** The words for an error. */
export function problemText(problem: Problem): string {
  return t(errorKey(problem.code), { detail: problem.detail }).trim();
}
