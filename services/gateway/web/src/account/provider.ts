// Signing in by way of a provider (OpenID Connect): the page goes there and comes back with
// `signed_in` in its address. From a room a window of its own goes, so that the room stays.
import { go, query } from '../lib/router.svelte';

const WINDOW = 'popup,width=520,height=680';
const NAME = 'matinee-sign-in';

/** Whether the page has just come back from a provider; the sign of it leaves the address. */
export function takeProvider(): boolean {
  const rest = query();
  if (!rest.has('signed_in')) return false;
  rest.delete('signed_in');
  const kept = rest.toString();
  go(`${location.pathname}${kept ? `?${kept}` : ''}${location.hash}`, true);
  return true;
}

/** Where to go to sign in by a provider. */
export function providerLink(url: string, returnTo: string, link = false): string {
  const wanted = new URLSearchParams({ return_to: returnTo, ...(link ? { link: 'true' } : {}) });
  return `${url}?${wanted}`;
}

/** Opens a window that signs in and closes itself; false where the browser does not allow one. */
export function openProvider(url: string): boolean {
  return window.open(providerLink(url, '/signed-in'), NAME, WINDOW) !== null;
}
