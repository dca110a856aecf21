import { ExactNumber } from '@rowferry/core';
import { cell } from '@rowferry/core/internal';

/** The text of a value: of a number, the digits of its cell. `undefined` for an object or a list. */
export function scalarText(value: unknown): string | undefined {
  if (typeof value !== 'number' && !(value instanceof ExactNumber)) {
    return typeof value === 'object' ? undefined : String(value);
  }
  const digits = cell(value);
  return typeof digits === 'string' ? digits : String(value);
}
