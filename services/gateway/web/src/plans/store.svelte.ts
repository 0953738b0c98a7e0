// What is for sale here and what one has, for components to follow. Asked once and kept; what one
// has is asked again when somebody says that it changed.
import { account, session } from '../account/me.svelte';
import { listPlans, subscription, type Plans, type Subscription } from '../api/billing';

const kept = $state<{ plans: Plans | null; mine: Subscription | null; of: string }>({
  plans: null,
  mine: null,
  of: '',
});
let asking: Promise<void> | null = null;

/** The plans, once they are known. */
export function plans(): Plans | null {
  return kept.plans;
}

/** What the account has, once that is known. */
export function mine(): Subscription | null {
  return kept.of === (account()?.id ?? '') ? kept.mine : null;
}

/** Whether anything is for sale here. */
export function selling(): boolean {
  return kept.plans?.billing_enabled === true;
}

/** The smallest plan that has a feature; `''` where none has, or while that is not known. */
export function planWith(feature: string): string {
  return kept.plans?.items.find((plan) => plan.features.includes(feature))?.id ?? '';
}

/** Asks for the plans, unless they are known. */
export function ask(): Promise<void> {
  asking ??= listPlans(session)
    .then((plans) => void (kept.plans = plans))
    .finally(() => (asking = null));
  return kept.plans ? Promise.resolve() : asking;
}

/** Asks for what the account has; nothing for guests, who have nothing. */
export async function askMine(): Promise<Subscription | null> {
  const of = account()?.id ?? '';
  const answer = of ? await subscription(session) : null;
  kept.mine = answer;
  kept.of = of;
  return answer;
}
