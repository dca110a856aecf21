import { type Batch, jsonBytes, type SourceRecord, Unreadable } from '@rowferry/core';
import { readJsonText, shown, suggest } from '@rowferry/core/internal';
import { isJson } from './column-type.ts';
import { sourceFailed } from './failure.ts';
import type { Field, RowBatch } from './rows.ts';
import { type Converter, converter } from './values.ts';

/** What is needed to turn rows into records. */
export interface RecordOptions {
  /** Appended to each `timestamp` without time zone. */
  readonly zone: '' | 'Z';
  /** Whether the server guarantees that its text is UTF-8. */
  readonly isUtf8: boolean;
  /** The columns whose text is JSON, whatever their type. */
  readonly json: readonly string[];
  /** The columns of which the migration takes parts. */
  readonly nested: readonly string[];
}

/** Builds the records of the batches of one statement. */
export function recordBuilder({
  zone,
  isUtf8,
  json,
  nested,
}: RecordOptions): (batch: RowBatch) => Pick<Batch, 'records' | 'json'> {
  let known:
    | { fields: readonly Field[]; convert: Converter; parsed: readonly string[] }
    | undefined;
  return ({ fields, rows }) => {
    if (known?.fields !== fields) {
      rejectDuplicateNames(fields);
      known = { fields, convert: converter(fields, zone), parsed: parsedOf(fields, json, nested) };
    }
    const { convert, parsed } = known;
    const records = rows.map((cells): SourceRecord | Unreadable => {
      const broken = isUtf8 ? -1 : cells.findIndex(isBroken);
      if (broken !== -1) return notUtf8(fields[broken]?.name ?? '');
      return parseIn(convert.record(cells), parsed);
    });
    const texts = records.map((record, index) =>
      record instanceof Unreadable ? undefined : convert.json(record, rows[index] ?? []),
    );
    // Core writes the others.
    return texts.some((text) => text !== undefined)
      ? { records, json: jsonBytes(texts) }
      : { records };
  };
}

/** The columns whose text becomes the value that it is the JSON of. */
function parsedOf(
  fields: readonly Field[],
  json: readonly string[],
  nested: readonly string[],
): readonly string[] {
  checkNamed(json, fields);
  const walked = fields.filter(
    ({ name, dataTypeID }) => isJson(dataTypeID) && nested.includes(name),
  );
  return [...new Set([...json, ...walked.map(({ name }) => name)])];
}

/** Throws `SOURCE_FAILED` if the option `json` names a column that does not exist. */
export function checkNamed(json: readonly string[], fields: readonly Pick<Field, 'name'>[]): void {
  const names = fields.map(({ name }) => name);
  const unknown = json.find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw sourceFailed(
    `\`json\` names ${shown(unknown)}, which is not a column${suggest(unknown, names)}`,
  );
}

function parseIn(
  record: Record<string, unknown>,
  parsed: readonly string[],
): SourceRecord | Unreadable {
  for (const name of parsed) {
    const cell = record[name];
    if (typeof cell !== 'string') continue;
    const text = readJsonText(cell);
    if ('why' in text) {
      return new Unreadable('TEXT_NOT_JSON', `column ${shown(name)} ${text.why}`);
    }
    record[name] = text.value;
  }
  return record;
}

function rejectDuplicateNames(fields: readonly Field[]): void {
  const names = fields.map(({ name }) => name);
  const duplicate = names.find((name, index) => names.indexOf(name) !== index);
  if (duplicate === undefined) return;
  throw sourceFailed(`Two columns of the query are named \`${duplicate}\`; rename one with AS`);
}

/** Node replaces bytes that are not UTF-8 with this character. */
const REPLACEMENT = '\uFFFD';

/** Whether a text came from bytes that are not UTF-8. */
export function isBroken(cell: string | null | undefined): boolean {
  return cell?.includes(REPLACEMENT) === true;
}

export function notUtf8(name: string): Unreadable {
  return new Unreadable(
    'TEXT_NOT_UTF8',
    `column \`${name}\` contains bytes that are not UTF-8; convert it in the query`,
  );
}
