import { codeOf, type JsonObject, listOf, objectOf, present } from './wire.ts';

export interface ApiError {
  readonly code?: number | string;
  readonly message?: string;
}

/**
 * The code and message of an error body, in any of Zuora's shapes: `{code, message}`, the same with
 * `details`, `{success: false, reasons: [{code, message}]}`, `{reasons}`, a gateway's
 * `{status, error, message, path}`, or OAuth's `{error, error_description}` (docs/zuora-api.md,
 * section 8).
 */
export function apiErrorOf(body: unknown): ApiError {
  const outer = objectOf(body);
  if (outer === undefined) return {};
  const reason = objectOf(listOf(outer['reasons'])?.[0]) ?? outer;
  const code = codeOf(reason['code']);
  const words = [reason['message'], outer['error_description'], outer['error']];
  return present({ code, message: words.find((word) => typeof word === 'string') });
}

/**
 * Whether a 2xx body contains an error: before version 2024-05-20, Zuora sent errors with status 200
 * (docs/zuora-api.md, section 6.4).
 */
export function carriesError(body: JsonObject): boolean {
  return (
    body['success'] === false ||
    listOf(body['reasons']) !== undefined ||
    codeOf(body['code']) !== undefined
  );
}
