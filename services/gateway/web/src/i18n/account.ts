// Words of accounts: signing up and in, profile, sessions. One list per language, the same keys.

const en = {};
const de: Record<keyof typeof en, string> = {};
const es: Record<keyof typeof en, string> = {};

export const account = { en, de, es };
