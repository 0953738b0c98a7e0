// Words of what one keeps and finds: saved rooms, playlists, search. One list per language, the same keys.

const en = {};
const de: Record<keyof typeof en, string> = {};
const es: Record<keyof typeof en, string> = {};

export const library = { en, de, es };
