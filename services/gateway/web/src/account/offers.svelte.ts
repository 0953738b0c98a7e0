// What this server offers to whoever signs in. It does not change while a page is open, so it is
// asked once, when somebody first looks at a form.
import { providers, type Provider } from '../api/account';
import { session } from './me.svelte';

interface Offers {
  providers: readonly Provider[];
  /** Whether the server sends mail; else its operator finds the links in the log. */
  mail: boolean;
}

const found = $state<{ offers: Offers }>({ offers: { providers: [], mail: true } });
let asked = false;

/** What is known so far; nothing until the answer is there, or when there is none. */
export function known(): Offers {
  if (!asked) {
    asked = true;
    providers(session).then(
      (answer) => (found.offers = answer),
      () => (asked = false),
    );
  }
  return found.offers;
}
