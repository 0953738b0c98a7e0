// Errors as the API tells them: RFC 9457 problem documents. `code` is the contract, and the
// page's own words for it come from the message catalogue.

/** What is wrong with one field of a form. */
export interface FieldError {
  field: string;
  /** `required` `too_short` `too_long` `weak` `invalid` `taken` `wrong`; empty where only words were given. */
  code: string;
  detail: string;
}

/** A refused request, a refused command, or no answer at all (`code` is `network` then). */
export class Problem extends Error {
  constructor(
    /** For example `room_not_found`. */
    readonly code: string,
    /** HTTP status; 0 where there is none. */
    readonly status = 0,
    /** What the server says of it. */
    readonly detail = '',
    /** Seconds after which it is worth trying again; 0 = not by itself. */
    readonly retryAfter = 0,
    /** What is wrong field by field, all of it at once. */
    readonly errors: readonly FieldError[] = [],
  ) {
    super(detail || code);
    this.name = 'Problem';
  }
}

/** Reads what a response that is not OK says. */
export async function problemOf(response: Response): Promise<Problem> {
  let body: { code?: unknown; detail?: unknown; title?: unknown; errors?: unknown } = {};
  try {
    body = (await response.json()) as typeof body;
  } catch {
    // A proxy's page, or nothing: the status has to do.
  }
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const fallback = response.status === 429 ? 'rate_limited' : response.status >= 500 ? 'unavailable' : 'unknown';
  const retryAfter = Number(response.headers.get('retry-after') ?? 0);
  return new Problem(
    text(body.code) || fallback,
    response.status,
    text(body.detail) || text(body.title),
    Number.isFinite(retryAfter) ? retryAfter : 0,
    fieldErrors(body.errors).map(({ field, code, detail }) => ({
      field: text(field),
      code: text(code),
      detail: text(detail),
    })),
  );
}

function fieldErrors(value: unknown): Partial<Record<keyof FieldError, unknown>>[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'object' && one !== null) : [];
}

/** Anything caught, as a Problem. */
export function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem('network', 0, error instanceof Error ? error.message : '');
}
