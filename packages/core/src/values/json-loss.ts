import { type CellFault, DATE_INVALID, NOT_FINITE } from './cell-fault.ts';

/** Finds what JSON would silently write as `null`, in a value that has no cycles. */
export function lostInJson(value: unknown): CellFault | undefined {
  const pending = [value];
  while (pending.length > 0) {
    const at = pending.pop();
    if (typeof at === 'number' && !Number.isFinite(at)) return NOT_FINITE;
    if (typeof at !== 'object' || at === null) continue;
    if (at instanceof Date && Number.isNaN(at.getTime())) return DATE_INVALID;
    if (!('toJSON' in at)) for (const inner of Object.values(at)) pending.push(inner);
  }
  return undefined;
}
