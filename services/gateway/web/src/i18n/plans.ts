// Words of plans, paying and what is locked. One list per language, the same keys.

const en = {};
const de: Record<keyof typeof en, string> = {};
const es: Record<keyof typeof en, string> = {};

export const plans = { en, de, es };
