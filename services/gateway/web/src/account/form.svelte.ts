// A form that is sent to the server: whether it is on its way, and what was wrong with which field.
// The server is the judge; the page itself only sees what is empty.
import { tick } from 'svelte';
import { asProblem, type FieldError, type Problem } from '../api/problem';
import { errorKey, isKey } from '../i18n/catalogues';
import { problemText, t } from '../i18n/index.svelte';
import { errorsFor, missing } from './wrong';

/** The words for what is wrong with a field. */
export function fieldText(error: FieldError | undefined): string {
  if (!error) return '';
  for (const key of [`field.${error.field}.${error.code}`, `field.${error.code}`]) if (isKey(key)) return t(key);
  return error.detail || t('field.invalid');
}

/** The words for a refusal of the whole form, with how long to wait where that is known. */
export function refusalText(problem: Problem | null): string {
  if (!problem) return '';
  const minutes = Math.ceil(problem.retryAfter / 60);
  if (problem.code === 'rate_limited' && problem.retryAfter > 0)
    return problem.retryAfter < 90
      ? t('form.waitSeconds', { seconds: Math.ceil(problem.retryAfter) })
      : t('form.waitMinutes', { minutes });
  // A form without words for a code would say only that something failed; the server may know more.
  return errorKey(problem.code) === 'error.unknown' && !problem.detail ? t('form.failed') : problemText(problem);
}

/** One form. */
export class Form<F extends string> {
  busy = $state(false);
  errors = $state.raw<Partial<Record<F, FieldError>>>({});
  /** What was wrong with the whole. */
  problem = $state.raw<Problem | null>(null);

  constructor(readonly fields: readonly F[]) {}

  /** The words beside a field. */
  text(field: F): string {
    return fieldText(this.errors[field]);
  }

  /** The words above the button. */
  get refusal(): string {
    return refusalText(this.problem);
  }

  /**
   * Sends; true when that worked. The first field that was wrong gets the focus.
   *
   * @param values what must not be empty
   */
  async send(event: SubmitEvent, values: Partial<Record<F, string>>, work: () => Promise<unknown>): Promise<boolean> {
    event.preventDefault();
    const element = event.currentTarget as HTMLFormElement;
    if (this.busy) return false;
    this.problem = null;
    this.errors = missing(values);
    if (Object.keys(this.errors).length === 0) {
      this.busy = true;
      try {
        await work();
        return true;
      } catch (caught) {
        const problem = asProblem(caught);
        this.errors = errorsFor(problem, this.fields);
        if (Object.keys(this.errors).length === 0) this.problem = problem;
      } finally {
        this.busy = false;
      }
    }
    await tick();
    element.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    return false;
  }
}
