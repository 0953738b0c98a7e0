// The route that the page shows, over the History API.
import { routeOf, type Route } from './route';

const current = $state({ path: location.pathname });

window.addEventListener('popstate', () => {
  current.path = location.pathname;
});

/** Where the page is. */
export function route(): Route {
  return routeOf(current.path);
}

/** Goes somewhere else. */
export function go(path: string): void {
  if (path !== location.pathname) history.pushState(null, '', path);
  current.path = path;
}

/** For links within the page: goes without loading it anew, unless another tab is asked for. */
export function follow(event: MouseEvent): void {
  const link = event.currentTarget;
  if (!(link instanceof HTMLAnchorElement) || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0)
    return;
  event.preventDefault();
  go(link.pathname);
}
