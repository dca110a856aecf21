import { type Batch, type SourceRecord, Unreadable } from '@rowferry/core';
import { sourceFailed } from './failure.ts';
import type { Field, RowBatch } from './rows.ts';
import { type Converter, converter } from './values.ts';

/** What is needed to turn rows into records. */
export interface RecordOptions {
  /** Appended to each `timestamp` without time zone. */
  readonly zone: '' | 'Z';
  /** Whether the server guarantees that its text is UTF-8. */
  readonly isUtf8: boolean;
}

/** Builds the records of the batches of one statement. */
export function recordBuilder({
  zone,
  isUtf8,
}: RecordOptions): (batch: RowBatch) => Pick<Batch, 'records' | 'json'> {
  let known: { fields: readonly Field[]; convert: Converter } | undefined;
  return ({ fields, rows }) => {
    if (known?.fields !== fields) {
      rejectDuplicateNames(fields);
      known = { fields, convert: converter(fields, zone) };
    }
    const { convert } = known;
    const records = rows.map((cells): SourceRecord | Unreadable => {
      const broken = isUtf8 ? -1 : cells.findIndex(isBroken);
      return broken === -1 ? convert.record(cells) : notUtf8(fields[broken]?.name ?? '');
    });
    return {
      records,
      json(index) {
        const [record, cells] = [records[index], rows[index]];
        if (record === undefined || cells === undefined || record instanceof Unreadable) {
          return undefined;
        }
        return convert.json(record, cells);
      },
    };
  };
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
