import { codeOf, hasCode, type JsonObject, listOf, objectOf, present } from './wire.ts';

/** The error in a body. */
export interface ApiError {
  readonly code?: number | string;
  readonly message?: string;
  /** Whether it has the form in which Zuora itself refuses: it has a code, or a reason. */
  readonly isStated: boolean;
  /** Whether it has the form in which OAuth refuses a token. */
  readonly isOAuth: boolean;
}

/**
 * The error of a body, in any of Zuora's shapes: `{code, message}`, the same with `details`,
 * `{success: false, reasons: [{code, message}]}`, `{reasons}`, a gateway's
 * `{status, error, message, path}`, or OAuth's `{error, error_description}` (docs/zuora-api.md,
 * section 8).
 */
export function apiErrorOf(body: unknown): ApiError {
  const outer = objectOf(body);
  if (outer === undefined) return { isStated: false, isOAuth: false };
  const reason = objectOf(listOf(outer['reasons'])?.[0]);
  const { code, message } = reason ?? outer;
  const words = [message, outer['error_description'], outer['error']];
  return present({
    code: codeOf(code),
    message: words.find((word) => typeof word === 'string'),
    isStated: hasCode(code) || (reason !== undefined && message !== undefined),
    isOAuth: typeof outer['error'] === 'string' && outer['path'] === undefined,
  });
}

/**
 * Whether a 2xx body contains an error: before version 2024-05-20, Zuora sent errors with status 200
 * (docs/zuora-api.md, section 6.4).
 */
export function carriesError(body: JsonObject): boolean {
  return (
    body['success'] === false || listOf(body['reasons']) !== undefined || hasCode(body['code'])
  );
}
