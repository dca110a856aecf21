import type { Chunk } from '../chunks/chunk.ts';
import { allLines } from '../chunks/chunk-lines.ts';
import { type Place, partsOf } from '../chunks/record-line.ts';
import type { ChunkStore } from '../chunks/store.ts';
import type { SourceRecord } from '../contract/source.ts';
import type { Verdict } from '../contract/verdict.ts';
import type { StoredBy } from '../in-doubt/resolution.ts';
import type { Settled } from '../journal/open-chunk.ts';
import { parseExact } from '../values/parse-exact.ts';
import { cursor } from './cursor.ts';
import type { ResultFiles } from './result-files.ts';
import { verdictCursors } from './verdict-cursors.ts';

/**
 * The verdicts of a job's rows, in row order. A row that is in no result file is loaded, unless it
 * is in doubt and has no verdict yet.
 */
export async function* rowVerdicts(
  store: ChunkStore,
  chunk: Chunk,
  settled: Settled,
  results: ResultFiles,
): AsyncGenerator<Verdict[]> {
  const { job = '', inDoubt } = settled;
  const inFiles = await verdictCursors(settled, results);
  const inDoubtRows = cursor(
    inDoubt === undefined
      ? nothing()
      : allLines(store.disk, store.paths(inDoubt.number).records, inDoubt.rows),
    placeOf,
  );
  await inDoubtRows.advance();
  let row = 0;
  const { records } = store.paths(chunk.number);
  for await (const prefixes of allLines(store.disk, records, chunk.rows)) {
    const verdicts: Verdict[] = [];
    for (const prefix of prefixes) {
      const { place, json } = partsOf(prefix);
      // Most rows are in no result file, and need no `await`.
      const found = inFiles.isNext(place) ? await inFiles.take() : undefined;
      if (found !== undefined) verdicts.push(found);
      else if (inDoubtRows.head?.position === place.position) await inDoubtRows.advance();
      else verdicts.push(loadedVerdict(place, json, { job, row: row + 2 }));
      row++;
    }
    yield verdicts;
  }
}

async function* nothing(): AsyncGenerator<string[]> {}

function placeOf(prefix: string): Place {
  return partsOf(prefix).place;
}

/** Most plugins look at few records, so each record is parsed only when it is read. */
export function loadedVerdict(
  { position, at }: Place,
  json: string,
  by: StoredBy | undefined,
): Verdict {
  return {
    position,
    at,
    get record() {
      return parseExact(json) as SourceRecord;
    },
    outcome: 'loaded',
    ...by,
  };
}
