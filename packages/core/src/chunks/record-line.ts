import { parseExact } from '../values/parse-exact.ts';
import type { PlacedRecord } from './placed-records.ts';

/** Where a record was read. */
export interface Place {
  readonly position: number;
  readonly at: string;
}

export function placeOf({ records, index }: PlacedRecord): Place {
  return { position: records.position(index), at: records.at(index) };
}

/** The JSON of a record, on one line. */
export function jsonOf({ records, index }: PlacedRecord): string {
  const { bytes, starts, ends } = records.json;
  const text = bytes.toString('utf8', starts[index], ends[index]);
  // Outside of texts, where JSON may have line breaks, a blank means the same.
  return text.includes('\n') ? text.replaceAll('\n', ' ') : text;
}

/** The line of a record with these fields, in a result file. */
export function lineOf(record: PlacedRecord, more: object): string {
  const { records, index } = record;
  const lossy = records.isLossy(index) ? ',"lossy":true' : '';
  return lineWith(`${placeText(record)}${lossy},"record":${jsonOf(record)}`, more);
}

/** The line of a record that cannot be shown, with its text if it has one. */
export function lineWithout(record: PlacedRecord, more: object, raw?: string): string {
  const text = raw === undefined ? '' : `,"raw":${JSON.stringify(raw)}`;
  return lineWith(`${placeText(record)}${text}`, more);
}

/** A line without its closing brace, with the fields of `more` added. */
export function lineWith(start: string, more: object): string {
  const fields = JSON.stringify(more);
  return fields === '{}' ? `${start}}\n` : `${start},${fields.slice(1)}\n`;
}

function placeText({ records, index }: PlacedRecord): string {
  return `{"position":${records.position(index)},"at":${JSON.stringify(records.at(index))}`;
}

/** The fields of a whole line. Throws the `SyntaxError` of `JSON.parse`. */
export function fieldsOf(line: string): Place & Readonly<Record<string, unknown>> {
  return parseExact(line) as Place & Readonly<Record<string, unknown>>;
}

/** The fields of a line that a verdict has. The others are for a retry. */
export function verdictFieldsOf(line: string): Place & Readonly<Record<string, unknown>> {
  const { run: _, lossy: __, ...fields } = fieldsOf(line);
  return fields as Place & Readonly<Record<string, unknown>>;
}
