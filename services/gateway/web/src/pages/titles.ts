// What pages are called in the browser's tab.
import type { Key } from '../i18n/catalogues';
import type { Route } from '../lib/route';

const TITLES: Partial<Record<Route['page'], Key>> = {
  login: 'login.title',
  signup: 'signup.title',
  'forgot-password': 'forgot.title',
  'reset-password': 'reset.title',
  'confirm-email': 'confirm.title',
  'signed-in': 'signedIn.title',
  account: 'account.title',
  plans: 'plans.title',
  'plans-return': 'plans.title',
};

/** The title of a page; none for the start page and for rooms, which have their own. */
export function titleOf(where: Route): Key | undefined {
  return TITLES[where.page];
}
