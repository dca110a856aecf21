import type { Route } from './endpoints.ts';
import type { TenantRequest } from './message.ts';
import { Refusal } from './refusal.ts';

const SHAPE_INVALID = 90000020;

/** Refuses a parameter that an operation does not have or that is repeated, and a body if it has none. */
export function requireShape(
  { query: parameters = {}, body: takesBody, shapeCode = SHAPE_INVALID }: Route,
  query: URLSearchParams,
  request: TenantRequest,
): void {
  for (const name of query.keys()) {
    if (!Object.hasOwn(parameters, name)) {
      throw new Refusal(400, shapeCode, `There is no parameter ${name}.`);
    }
    if (parameters[name] === 'once' && query.getAll(name).length > 1) {
      throw new Refusal(400, shapeCode, `The parameter ${name} is given more than once.`);
    }
  }
  if (takesBody !== true && hasBody(request))
    throw new Refusal(400, shapeCode, 'Expected no body.');
}

function hasBody({ headers, body }: TenantRequest): boolean {
  if (body instanceof Uint8Array) return body.length > 0;
  // HTTP announces each body by one of these two.
  return Number(headers['content-length'] ?? 0) > 0 || headers['transfer-encoding'] !== undefined;
}
