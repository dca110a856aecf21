import { allLines, zipped } from '../chunks/chunk-lines.ts';
import type { InDoubtChunk } from '../chunks/in-doubt.ts';
import { partsOf } from '../chunks/record-line.ts';
import type { ChunkStore } from '../chunks/store.ts';
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
  const { records } = store.paths(inDoubt.number);
  const { resolved } = store.paths(present(settled.resolved, 'the number of the outcomes'));
  const inFiles = await verdictCursors(settled, results);
  const { rows } = inDoubt;
  const pairs = zipped(allLines(store.disk, records, rows), allLines(store.disk, resolved, rows));
  for await (const some of pairs) {
    const verdicts: Verdict[] = [];
    for (const [prefix, line] of some) {
      const fate = JSON.parse(line) as ResolvedLine;
      if (fate === 'again') continue;
      const { place, json } = partsOf(prefix);
      const found = inFiles.isNext(place) ? await inFiles.take() : undefined;
      if (found !== undefined) verdicts.push(found);
      else if (fate === 'loaded') verdicts.push(loadedVerdict(place, json, undefined));
      else if (typeof fate === 'object') verdicts.push(loadedVerdict(place, json, fate));
    }
    yield verdicts;
  }
}
