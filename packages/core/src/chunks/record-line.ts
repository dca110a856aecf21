import { present } from '../contract/assert.ts';
import { type Batch, Unreadable } from '../contract/source.ts';
import type { Refusal } from '../contract/verdict.ts';
import { parseExact } from '../values/parse-exact.ts';
import { recordJson } from './record-json.ts';

/**
 * A record as it was read. Its prefix is the beginning of every line that contains it: position, place
 * and JSON, without the closing brace, so that a verdict can be added without parsing the line.
 */
export interface RecordPrefix {
  readonly at: string;
  /** With the text in place of the record if that could not be read, or with neither. */
  readonly prefix: string;
  /** Why it could not be read. */
  readonly refusal?: Refusal;
}

/** The same record always has the same prefix, however often the source is read. */
export function recordPrefixOf(batch: Batch, index: number, position: number): RecordPrefix {
  const at = batch.locate?.(index) ?? `record ${position}`;
  const place = `{"position":${position},"at":${JSON.stringify(at)}`;
  const record = batch.records[index];
  const json = recordJson(record, batch.json?.(index));
  if (!('text' in json)) return { at, prefix: `${place}${rawOf(record)}`, refusal: json };
  return { at, prefix: `${place}${json.isLossy ? LOSSY : ''}${RECORD}${json.text}` };
}

function rawOf(record: object | undefined): string {
  if (!(record instanceof Unreadable) || typeof record.raw !== 'string') return '';
  return `,"raw":${JSON.stringify(record.raw)}`;
}

const LOSSY = ',"lossy":true';

const RECORD = ',"record":';

/** The line of a record that has no verdict yet. */
export function open(prefix: string): string {
  return `${prefix}\n`;
}

/** The whole line, with the fields of `more` added. */
export function extended(prefix: string, more: object): string {
  return `${prefix},${JSON.stringify(more).slice(1)}\n`;
}

/** The whole line, with nothing added. */
export function closed(prefix: string): string {
  return `${prefix}}\n`;
}

/** Where a record was read. */
export interface Place {
  readonly position: number;
  readonly at: string;
}

/** The prefix of the same record, without the record. */
export function placePrefix(prefix: string): string {
  return prefix.slice(0, prefix.indexOf(RECORD));
}

/** The place and the JSON of a record that could be read. */
export function partsOf(prefix: string): { readonly place: Place; readonly json: string } {
  // Quotes within a JSON string are escaped, so the first match is where the record begins.
  const end = prefix.indexOf(RECORD);
  const place = JSON.parse(`${prefix.slice(0, end)}}`) as Place;
  return { place, json: prefix.slice(end + RECORD.length) };
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

export function positionIn(prefix: string): number {
  const digits = /^\{"position":(\d+)/.exec(prefix)?.[1];
  return Number(present(digits, 'the position of a record'));
}
