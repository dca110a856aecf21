import type { RowError } from '@rowferry/core';
import { codeOf, integerOf, objectOf, present, textOf } from './wire.ts';

/** An item of an error list, without the fields that are missing or have a wrong type. */
export function rowErrorOf(item: unknown): RowError {
  const error = objectOf(item);
  if (error === undefined) return {};
  return present({
    row: integerOf(error['row']),
    code: codeOf(error['code']),
    message: textOf(error['message']),
    record: objectOf(error['record']),
  });
}
