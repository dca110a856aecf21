import { type Batch, type SourceRecord, Unreadable } from '@rowferry/core';
import { sourceFailed } from './failure.ts';
import type { Field, RowBatch } from './rows.ts';
import { type Converter, converter } from './values.ts';

/** What stands for bytes that are not UTF-8 once Node has read them. */
const REPLACEMENT = '\uFFFD';

/** How rows become records. */
export interface RecordOptions {
  /** Ends each `timestamp` without time zone. */
  readonly zone: '' | 'Z';
  /** Whether the server knows its texts to be UTF-8. */
  readonly isUtf8: boolean;
}

/** Makes the records of the lots of one statement. */
export function recordMaker({
  zone,
  isUtf8,
}: RecordOptions): (batch: RowBatch) => Pick<Batch, 'records' | 'json'> {
  let known: { fields: readonly Field[]; convert: Converter } | undefined;
  return ({ fields, rows }) => {
    if (known?.fields !== fields) {
      refuseTwins(fields);
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

/** Whether a text was bytes that are not UTF-8. */
export function isBroken(cell: string | null | undefined): boolean {
  return cell?.includes(REPLACEMENT) === true;
}

function refuseTwins(fields: readonly Field[]): void {
  const names = fields.map(({ name }) => name);
  const twin = names.find((name, index) => names.indexOf(name) !== index);
  if (twin === undefined) return;
  throw sourceFailed(`Two columns of the query are named \`${twin}\`; tell them apart with AS`);
}

function notUtf8(name: string): Unreadable {
  return new Unreadable(
    'TEXT_NOT_UTF8',
    `column \`${name}\` holds bytes that are not UTF-8; convert it in the query`,
  );
}
