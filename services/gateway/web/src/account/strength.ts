// How hard a password looks to guess: a hint while one types, without a dictionary of a megabyte.
// It errs on the strict side for what everybody tries first; the server is the judge.

/** 0 too short, 1 weak, 2 fair, 3 good, 4 strong. */
export type Strength = 0 | 1 | 2 | 3 | 4;

/** Characters that the server wants at least. */
export const PASSWORD_MIN = 8;
/** Bits from which on a password is fair, good, strong. */
const STEPS = [30, 48, 66] as const;
/** What a known word counts for: it is tried in its place among the first few thousand. */
const WORD_BITS = 10;
/** What a letter of a word adds that is in no list here: words are not chosen letter by letter. */
const LETTER_BITS = 2.9;
/** What a character adds that repeats or follows the one before it. */
const FOLLOWING = 0.2;

const WORDS = [
  'password passwort contraseña qwertyuiop qwertzuiop qwerty qwertz asdfghjkl asdfgh asdf zxcvbnm yxcvbnm letmein',
  'welcome willkommen bienvenido monkey dragon football futbol baseball iloveyou ichliebedich tequiero sunshine',
  'princess princesa admin login master hello hallo hola freedom whatever trustno1 superman batman shadow michael',
  'secret geheim secreto summer sommer verano winter invierno matinee geburtstag schatz killer computer internet',
]
  .join(' ')
  .split(' ');
/** Letters in a row that could be a word: small ones, the first of them perhaps not. */
const WORDLIKE = /\p{L}?\p{Ll}{3,}/gu;
const LEET: Record<string, string> = { '0': 'o', '1': 'l', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's' };

function plain(text: string): string {
  return [...text.toLowerCase()].map((character) => LEET[character] ?? character).join('');
}

/** How many characters there are to choose from, by the kinds that occur. */
function poolOf(text: string): number {
  const kinds: [RegExp, number][] = [
    [/[a-z]/, 26],
    [/[A-Z]/, 26],
    [/[0-9]/, 10],
    [/[^A-Za-z0-9]/, 33],
  ];
  return kinds.reduce((sum, [kind, size]) => sum + (kind.test(text) ? size : 0), 0);
}

/** Characters that were chosen rather than continued (`aaa`, `1234`, `fedc`). */
function chosen(text: string): number {
  let count = 0;
  let before = NaN;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    count += Math.abs(code - before) <= 1 ? FOLLOWING : 1;
    before = code;
  }
  return count;
}

/**
 * @param known what a guesser knows of the person: name, address
 */
export function strengthOf(password: string, known: readonly string[] = []): Strength {
  if ([...password].length < PASSWORD_MIN) return 0;
  const own = known.flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u)).filter((part) => part.length >= 3);
  let rest = password;
  let bits = 0;
  for (const word of [...own, ...WORDS].sort((a, b) => b.length - a.length)) {
    for (let at = plain(rest).indexOf(plain(word)); at >= 0; at = plain(rest).indexOf(plain(word))) {
      rest = `${rest.slice(0, at)}${rest.slice(at + word.length)}`;
      bits += WORD_BITS;
    }
  }
  // Years are among the first numbers that are tried.
  const years = rest.match(/(19|20)\d\d/g) ?? [];
  rest = rest.replace(/(19|20)\d\d/g, '');
  const words = rest.match(WORDLIKE) ?? [];
  bits += words.reduce((sum, word) => sum + chosen(word) * LETTER_BITS, 0);
  rest = rest.replace(WORDLIKE, '');
  bits += years.length * 6 + chosen(rest) * Math.log2(Math.max(1, poolOf(rest)));
  const steps = STEPS.filter((step) => bits >= step).length;
  return (1 + steps) as Strength;
}
