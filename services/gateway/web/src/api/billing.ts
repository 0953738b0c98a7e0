// The calls about plans, typed.
import type { Session } from './session';

/** How much of something a plan gives. */
export interface PlanLimits {
  members_max: number;
  queue_max: number;
  playlists_max: number;
}

/** What a plan costs. */
export interface Price {
  /** In the currency's smallest unit. */
  amount: number;
  currency: string;
  interval: string;
  interval_count: number;
  trial_days: number;
}

/** A plan. */
export interface Plan {
  id: string;
  features: string[];
  limits: PlanLimits;
  price: Price | null;
}

/** All plans. */
export interface Plans {
  items: Plan[];
  billing_enabled: boolean;
  /** Whether there is something at `/ad` for those whose plan is not ad-free. */
  ad: boolean;
}

/** What the user has. */
export interface Subscription {
  plan: string;
  /** Stripe's word, `none`, or `unlocked` where nothing is for sale. */
  status: string;
  /** Unix milliseconds. */
  current_period_end: number | null;
  cancel_at_period_end: boolean;
  features: string[];
  limits: PlanLimits;
  has_portal: boolean;
}

/** The plans there are, and what they cost. */
export function listPlans(session: Session): Promise<Plans> {
  return session.request('GET', '/api/billing/plans');
}

/** What I have. */
export function subscription(session: Session): Promise<Subscription> {
  return session.request('GET', '/api/billing/subscription');
}

/** Where I pay for a plan. */
export async function checkout(session: Session, plan: string): Promise<string> {
  return (await session.request<{ url: string }>('POST', '/api/billing/checkout', { plan })).url;
}

/** Where I change or cancel what I pay for. */
export async function portal(session: Session): Promise<string> {
  return (await session.request<{ url: string }>('POST', '/api/billing/portal')).url;
}
