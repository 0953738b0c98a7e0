// Mentions: `@name` of somebody in the room. Pure.

/** A piece of text, and whether it names somebody. */
export interface Named {
  text: string;
  mention: boolean;
}

const escaped = (name: string): string => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Mentions of these names: the longest name wins, and a name ends where a word does. */
function pattern(names: readonly string[]): RegExp | null {
  const sorted = names.filter((name) => name !== '').sort((a, b) => b.length - a.length);
  if (sorted.length === 0) return null;
  return new RegExp(`(?<![\\p{L}\\p{N}_@])@(?:${sorted.map(escaped).join('|')})(?![\\p{L}\\p{N}_])`, 'giu');
}

/** The text in pieces, mentions of these names apart. */
export function mentionsIn(text: string, names: readonly string[]): Named[] {
  const mention = text.includes('@') ? pattern(names) : null;
  if (!mention) return [{ text, mention: false }];
  const pieces: Named[] = [];
  let from = 0;
  for (const match of text.matchAll(mention)) {
    if (match.index > from) pieces.push({ text: text.slice(from, match.index), mention: false });
    pieces.push({ text: match[0], mention: true });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), mention: false });
  return pieces;
}

/** Whether the text names this person. */
export function mentioned(text: string, name: string): boolean {
  return mentionsIn(text, [name]).some((piece) => piece.mention);
}

/** What is being typed after an `@` at the caret, and the names that it may become. */
export function completions(text: string, caret: number, names: readonly string[]): { from: number; names: string[] } {
  const typed = /(?:^|[^\p{L}\p{N}_@])@([\p{L}\p{N}_][^@\n]{0,31}|)$/u.exec(text.slice(0, caret));
  if (!typed) return { from: -1, names: [] };
  const start = (typed[1] ?? '').toLowerCase();
  const fitting = names.filter((name) => name.toLowerCase().startsWith(start) && name.toLowerCase() !== start);
  return { from: caret - start.length, names: fitting.slice(0, 5) };
}
