import type { CsvRecord } from '../csv/record.ts';
import type { CustomObject } from '../definitions/register.ts';
import type { GivenCells } from '../records/admission.ts';
import type { Problem } from '../records/cell.ts';
import type { TenantParts } from '../tenant-parts.ts';
import type { Plan } from './header.ts';

const INVALID = 71012520;

const FOUR_BYTES = /[\u{10000}-\u{10ffff}]/u;

/** The cells of a row by slot, as `admit` takes them. */
export function givenCells(
  { knobs }: TenantParts,
  object: CustomObject,
  plan: Plan,
  record: CsvRecord,
): GivenCells {
  const given = new Array<string | null | undefined>(object.layout.slotCount);
  plan.targets.forEach((target, index) => {
    if (target < 0) return;
    const text = record.cells[index] ?? '';
    given[target] = text === '' ? emptyCells[knobs.emptyCell] : text;
  });
  return given;
}

// No field accepts an empty string; `undefined` means the default.
const emptyCells = { null: null, default: undefined, error: '' } as const;

/** The problems of a row that do not depend on its fields. */
export function cellProblems({ knobs }: TenantParts, record: CsvRecord): Problem[] {
  if (knobs.fourByteUtf8 !== 'refuse-row') return [];
  if (!record.cells.some((cell) => FOUR_BYTES.test(cell))) return [];
  return [{ code: INVALID, message: 'Characters of four bytes are not supported.' }];
}
