// What the server takes as a reaction: one emoji. Pure.

/** Code points of the longest emoji: families with skin tones. */
const EMOJI_CHARS = 16;

/** Whether a text is one emoji and nothing else. */
export function isEmoji(text: string): boolean {
  if ([...text].length > EMOJI_CHARS || !/\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u.test(text)) {
    return false;
  }
  const graphemes = [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)];
  return graphemes.length === 1;
}
