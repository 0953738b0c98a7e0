// The route that the page shows, over the History API.
import { routeOf, type Route } from './route';

const current = $state({ path: location.pathname, query: location.search });

function note(): void {
  current.path = location.pathname;
  current.query = location.search;
}

window.addEventListener('popstate', note);

/** Where the page is. */
export function route(): Route {
  return routeOf(current.path);
}

/** What the address says besides the path. */
export function query(): URLSearchParams {
  return new URLSearchParams(current.query);
}

/** Goes somewhere else; `replace` leaves no way back to where one is. */
export function go(path: string, replace = false): void {
  const target = new URL(path, location.origin);
  if (replace) history.replaceState(null, '', target);
  else if (target.href !== location.href) history.pushState(null, '', target);
  note();
}

/** What the address carries behind `#`, which is taken out of it: it is for this page's eyes alone. */
export function takeFragment(): URLSearchParams {
  const fragment = new URLSearchParams(location.hash.slice(1));
  if (location.hash) history.replaceState(history.state, '', `${location.pathname}${location.search}`);
  return fragment;
}

/** For links within the page: goes without loading it anew, unless another tab is asked for. */
export function follow(event: MouseEvent): void {
  const link = event.currentTarget;
  if (!(link instanceof HTMLAnchorElement) || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0)
    return;
  event.preventDefault();
  go(`${link.pathname}${link.search}`);
}
