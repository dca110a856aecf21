import { isObject } from '../http/json-body.ts';
import type { Schema } from './definition.ts';
import { readCustomSchema } from './schema-check.ts';

/**
 * Reads the content of a definitions file: one definition, a list of them, or the answer of
 * `GET /objects/definitions/default`. Throws an error that says which definition is invalid, and why.
 */
export function readDefinitions(value: unknown): Schema[] {
  if (Array.isArray(value)) return value.map(readCustomSchema);
  const isList = isObject(value) && isObject(value['definitions']);
  return isList
    ? readDefinitions(Object.values(Object(value['definitions'])))
    : [readCustomSchema(value)];
}
