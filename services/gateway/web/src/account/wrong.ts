// Which fields of a form a refusal is about. Pure; the words and the form are in form.svelte.ts.
import type { FieldError, Problem } from '../api/problem';

/** Refusals that are about one field, where the server did not say which. */
const OF_FIELD: Record<string, { fields: readonly string[]; code: string }> = {
  username_taken: { fields: ['username'], code: 'taken' },
  nickname_taken: { fields: ['username'], code: 'taken' },
  email_taken: { fields: ['email'], code: 'taken' },
  wrong_password: { fields: ['current_password', 'password'], code: 'wrong' },
};

/** The errors that a refusal has for these fields; none where it is about the whole. */
export function errorsFor<F extends string>(problem: Problem, fields: readonly F[]): Partial<Record<F, FieldError>> {
  const found: Partial<Record<F, FieldError>> = {};
  const known = (name: string): name is F => (fields as readonly string[]).includes(name);
  for (const error of problem.errors) if (known(error.field)) found[error.field] ??= error;
  if (Object.keys(found).length > 0) return found;
  const rule = OF_FIELD[problem.code];
  const field = rule?.fields.find(known);
  if (rule && field) found[field] = { field, code: rule.code, detail: problem.detail };
  return found;
}

/** What must not be empty and is. */
export function missing<F extends string>(values: Partial<Record<F, string>>): Partial<Record<F, FieldError>> {
  const found: Partial<Record<F, FieldError>> = {};
  for (const field of Object.keys(values) as F[]) {
    if (values[field]?.trim() === '') found[field] = { field, code: 'required', detail: '' };
  }
  return found;
}
