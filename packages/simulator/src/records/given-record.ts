import type { Field, Layout } from '../definitions/layout.ts';
import { jsonType } from '../http/json-body.ts';
import type { Knobs } from '../knobs/table.ts';
import type { GivenCell } from './admission.ts';
import type { Problem } from './cell.ts';

const UNKNOWN_FIELD = 71012521;
const codes = { integer: 71012523, number: 71012524, boolean: 71012525, string: 71012526 } as const;

/** Reads a JSON record of a synchronous call, which has custom fields only: its cells by slot, and its stray names. */
export function readGivenRecord(
  record: Readonly<Record<string, unknown>>,
  layout: Layout,
  form: Knobs['multiselectForm'],
): { given: GivenCell[]; problems: Problem[] } {
  const given = new Array<GivenCell>(layout.slotCount);
  const problems: Problem[] = [];
  for (const [name, value] of Object.entries(record)) {
    const field = layout.byName.get(name);
    if (field === undefined) {
      problems.push({ code: UNKNOWN_FIELD, message: `Unknown field [${name}].` });
      continue;
    }
    given[field.slot] = cellOf(field, value, form);
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
  const received = jsonType(value);
  if (received === type || (type === 'number' && received === 'integer')) return String(value);
  const wrong = `Field [${field.name}] should be ${type} type but received ${received}.`;
  return { code: codes[type], message: `Json input does not match schema. Error: ${wrong}` };
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
