// Keyboard shortcuts, pure: which key means what, and when a key belongs to something else.

/** What a shortcut does. */
export type Shortcut =
  'toggle' | 'back10' | 'forward10' | 'back5' | 'forward5' | 'mute' | 'fullscreen' | 'help' | 'undo';

const KEYS: Record<string, Shortcut> = {
  ' ': 'toggle',
  k: 'toggle',
  j: 'back10',
  l: 'forward10',
  arrowleft: 'back5',
  arrowright: 'forward5',
  m: 'mute',
  f: 'fullscreen',
  '?': 'help',
};

/** What was pressed, and where. */
export interface Press {
  key: string;
  ctrlKey: boolean;
  shiftKey?: boolean;
  metaKey: boolean;
  altKey: boolean;
  /** Tag, input type and role of the focused element, lower case. */
  tag: string;
  type: string;
  role: string;
  editable: boolean;
}

const TEXTLESS = new Set(['checkbox', 'radio', 'range', 'button', 'submit']);

/** The shortcut of a key press, or null where the key belongs to the focused element. */
export function shortcutOf(press: Press): Shortcut | null {
  if (press.altKey || press.editable) return null;
  if (press.tag === 'textarea' || press.tag === 'select') return null;
  if (press.tag === 'input' && !TEXTLESS.has(press.type)) return null;
  if (press.ctrlKey || press.metaKey) return press.key.toLowerCase() === 'z' && !press.shiftKey ? 'undo' : null;
  const shortcut = KEYS[press.key.toLowerCase()] ?? null;
  const arrows = shortcut === 'back5' || shortcut === 'forward5';
  if (arrows && (press.type === 'range' || press.type === 'radio' || press.role === 'tab')) return null;
  const activates = press.tag === 'button' || press.tag === 'a' || press.tag === 'summary' || press.tag === 'input';
  return press.key === ' ' && activates ? null : shortcut;
}
