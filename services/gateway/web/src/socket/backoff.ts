// Full jitter: a random wait below a limit that doubles. After a gateway has died, its clients
// must not come back in waves.

const BASE = 500;
const CAP = 15_000;

/**
 * Milliseconds to wait before the next try.
 *
 * @param attempt 0 for the first
 * @param random in [0, 1)
 * @param retryAfter seconds that the server asked for; it has spread them itself
 */
export function waitBefore(attempt: number, random: number, retryAfter = 0): number {
  const limit = Math.min(CAP, BASE * 2 ** Math.min(attempt, 10));
  // The first try after a told restart comes when told, and no sooner than that ever.
  return retryAfter * 1000 + random * (retryAfter > 0 && attempt === 0 ? BASE : limit);
}
