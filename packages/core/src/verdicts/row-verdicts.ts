import type { Chunk } from '../chunks/chunk.ts';
import type { PlacedRecord } from '../chunks/placed-records.ts';
import { jsonOf, type Place, placeOf } from '../chunks/record-line.ts';
import { rowRecords } from '../chunks/row-records.ts';
import type { ChunkStore } from '../chunks/store.ts';
import type { SourceRecord } from '../contract/source.ts';
import type { Verdict } from '../contract/verdict.ts';
import type { StoredBy } from '../in-doubt/resolution.ts';
import type { Settled } from '../journal/open-chunk.ts';
import { parseExact } from '../values/parse-exact.ts';
import { type Cursor, cursor } from './cursor.ts';
import type { ResultFiles } from './result-files.ts';
import { verdictCursors } from './verdict-cursors.ts';

/**
 * The verdicts of a job's rows, in row order. A row that is in no result file is loaded, unless it
 * is in doubt or is sent again, and has no verdict yet.
 */
export async function* rowVerdicts(
  store: ChunkStore,
  chunk: Chunk,
  settled: Settled,
  results: ResultFiles,
): AsyncGenerator<Verdict[]> {
  const { job = '', inDoubt, again } = settled;
  const inFiles = await verdictCursors(settled, results);
  const open = [...(inDoubt === undefined ? [] : [inDoubt]), ...again].map((one) =>
    cursor(rowRecords(store, one), placeOf),
  );
  for (const one of open) await one.advance();
  let row = 0;
  for await (const records of rowRecords(store, chunk)) {
    const verdicts: Verdict[] = [];
    for (const record of records) {
      const place = placeOf(record);
      // Most rows are in no result file, and need no `await`.
      const found = inFiles.isNext(place) ? await inFiles.take() : undefined;
      if (found !== undefined) verdicts.push(found);
      else if (isOpen(open, place)) await advanceAt(open, place);
      else verdicts.push(loadedVerdict(record, { job, row: row + 2 }));
      row++;
    }
    yield verdicts;
  }
}

function isOpen(open: readonly Cursor[], { position }: Place): boolean {
  return open.some(({ head }) => head?.position === position);
}

async function advanceAt(open: readonly Cursor[], { position }: Place): Promise<void> {
  for (const one of open) if (one.head?.position === position) await one.advance();
}

/** Most plugins look at few records, so each record is parsed only when it is read. */
export function loadedVerdict(record: PlacedRecord, by: StoredBy | undefined): Verdict {
  return {
    ...placeOf(record),
    get record() {
      return parseExact(jsonOf(record)) as SourceRecord;
    },
    outcome: 'loaded',
    ...by,
  };
}
