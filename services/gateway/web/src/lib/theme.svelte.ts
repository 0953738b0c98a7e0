// Light, dark, or as the system wants it.
import { lasting } from './storage';

/** What a person may choose. */
export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const STORED = 'matinee.theme';

function initial(): Theme {
  const stored = lasting.getItem(STORED);
  return THEMES.find((theme) => theme === stored) ?? 'system';
}

const chosen = $state({ theme: initial() });

function show(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

/** The choice. */
export function theme(): Theme {
  return chosen.theme;
}

/** Changes the choice, for good. */
export function setTheme(next: Theme): void {
  chosen.theme = next;
  lasting.setItem(STORED, next);
  show(next);
}

/** Puts the stored choice on the page, before it is drawn. */
export function startTheme(): void {
  show(chosen.theme);
}
