// Which browser and system a `User-Agent` means, for people to recognise their own.

const BROWSERS: [RegExp, string][] = [
  [/\bEdgA?(?:iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\bHeadlessChrome\//, 'Chrome'],
  [/\b(?:Chrome|CriOS)\//, 'Chrome'],
  [/\bVersion\/.*\bSafari\//, 'Safari'],
];
const SYSTEMS: [RegExp, string][] = [
  [/\biPad\b/, 'iPad'],
  [/\biPhone\b/, 'iPhone'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMacintosh\b/, 'Mac'],
  [/\bLinux\b/, 'Linux'],
];
const NAME_MAX = 40;

/** What it is, as far as it tells; a program that is no browser by its own first word. */
export function deviceOf(userAgent: string): { browser: string; system: string } {
  const first = (list: [RegExp, string][]): string => list.find(([sign]) => sign.test(userAgent))?.[1] ?? '';
  const browser = first(BROWSERS) || (/^[^\s/(]+/.exec(userAgent)?.[0] ?? '').slice(0, NAME_MAX);
  return { browser: browser === 'Mozilla' ? '' : browser, system: first(SYSTEMS) };
}
