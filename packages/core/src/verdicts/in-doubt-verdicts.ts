import { allLines } from '../chunks/chunk-lines.ts';
import type { InDoubtChunk } from '../chunks/in-doubt.ts';
import { placeOf } from '../chunks/record-line.ts';
import { rowRecords } from '../chunks/row-records.ts';
import type { ChunkStore } from '../chunks/store.ts';
import { zipped } from '../chunks/zipped.ts';
import { present } from '../contract/assert.ts';
import type { Verdict } from '../contract/verdict.ts';
import type { Settled } from '../journal/open-chunk.ts';
import type { ResultFiles } from './result-files.ts';
import { loadedVerdict } from './row-verdicts.ts';
import type { ResolvedLine } from './settle-in-doubt.ts';
import { verdictCursors } from './verdict-cursors.ts';

/** The verdicts of rows that were in doubt; those that are submitted again have none yet. */
export async function* inDoubtVerdicts(
  store: ChunkStore,
  inDoubt: InDoubtChunk,
  settled: Settled,
  results: ResultFiles,
): AsyncGenerator<Verdict[]> {
  const { resolved } = store.paths(present(settled.resolved, 'the number of the outcomes'));
  const inFiles = await verdictCursors(settled, results);
  const outcomes = allLines(store.disk, resolved, inDoubt.rows);
  for await (const some of zipped(rowRecords(store, inDoubt), outcomes)) {
    const verdicts: Verdict[] = [];
    for (const [record, line] of some) {
      const fate = JSON.parse(line) as ResolvedLine;
      if (fate === 'again') continue;
      const found = inFiles.isNext(placeOf(record)) ? await inFiles.take() : undefined;
      if (found !== undefined) verdicts.push(found);
      else if (fate === 'loaded') verdicts.push(loadedVerdict(record, undefined));
      else if (typeof fate === 'object') verdicts.push(loadedVerdict(record, fate));
    }
    yield verdicts;
  }
}
