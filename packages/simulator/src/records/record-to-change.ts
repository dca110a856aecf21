import type { CustomObject } from '../definitions/register.ts';
import { isUuid, notUuid } from '../uuid.ts';
import type { Problem } from './cell.ts';
import { RECORD_INVALID } from './writes.ts';

export const RECORD_NOT_FOUND = 71012540;

/** The record of an id, or why there is none to change; `missing` is the code for an id that no record has. */
export function recordToChange(
  { records }: CustomObject,
  id: string,
  missing: number,
): number | Problem {
  if (!isUuid(id)) return { code: RECORD_INVALID, message: notUuid(id) };
  const ordinal = records.ordinalOf(id);
  if (ordinal !== undefined && records.exists(ordinal)) return ordinal;
  return { code: missing, message: `Record [${id}] is not found.` };
}
