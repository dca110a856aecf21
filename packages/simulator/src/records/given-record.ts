import { isLosslessNumber } from 'lossless-json';
import type { Field, Layout } from '../definitions/layout.ts';
import { isSystemField } from '../definitions/system-fields.ts';
import type { Knobs } from '../knobs/table.ts';
import type { Problem } from './cell.ts';

export type GivenCell = string | null | undefined;

const UNKNOWN_FIELD = 71012521;
const codes = { integer: 71012523, number: 71012524, boolean: 71012525, string: 71012526 } as const;

/** Reads a JSON record of a synchronous call: its cells by slot, and the problems with its types. */
export function readGivenRecord(
  record: Readonly<Record<string, unknown>>,
  layout: Layout,
  form: Knobs['multiselectForm'],
): { given: GivenCell[]; problems: Problem[] } {
  const given = new Array<GivenCell>(layout.slotCount);
  const problems: Problem[] = [];
  for (const [name, value] of Object.entries(record)) {
    if (isSystemField(name) || name === 'type') continue;
    const field = layout.byName.get(name);
    if (field === undefined) {
      problems.push({ code: UNKNOWN_FIELD, message: `Unknown field [${name}].` });
      continue;
    }
    const cell = cellOf(field, value, form);
    if (typeof cell === 'object' && cell !== null) problems.push(cell);
    else given[field.slot] = cell;
  }
  return { given, problems };
}

function cellOf(
  field: Field,
  value: unknown,
  form: Knobs['multiselectForm'],
): string | null | Problem {
  if (value === null) return null;
  const { type, multiselect } = field.definition;
  if (multiselect === true && Array.isArray(value)) return optionsAsText(value.map(String), form);
  const wanted = type === 'integer' ? 'number' : type;
  // A number whose digits a double would change.
  const received = isLosslessNumber(value) ? 'number' : typeof value;
  if (received === wanted) return String(value);
  const article = type === 'integer' ? 'an integer' : `a ${type}`;
  const message = `Field [${field.name}] is ${article} field but received a ${received} value.`;
  return { code: codes[type], message };
}

/** Stored cells in the form in which a caller gives them, so that a change can be merged into them. */
export function storedAsGiven(
  cells: readonly (string | undefined)[],
  layout: Layout,
  form: Knobs['multiselectForm'],
): GivenCell[] {
  const given = new Array<GivenCell>(layout.slotCount);
  for (const { slot, definition } of layout.fields) {
    const text = cells[slot];
    const isList = definition.multiselect === true && text !== undefined;
    given[slot] = isList ? optionsAsText(JSON.parse(text), form) : (text ?? null);
  }
  return given;
}

function optionsAsText(options: readonly string[], form: Knobs['multiselectForm']): string {
  return form === 'comma' ? options.join(',') : JSON.stringify(options);
}
