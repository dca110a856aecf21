import type { Segment } from '../chunks/chunk.ts';
import { allLines } from '../chunks/chunk-lines.ts';
import { verdictFieldsOf } from '../chunks/record-line.ts';
import type { ChunkStore } from '../chunks/store.ts';
import type { Verdict } from '../contract/verdict.ts';
import type { Span } from '../journal/open-chunk.ts';
import { linesBetween } from './cursor.ts';
import type { ResultFiles } from './result-files.ts';

/** The verdicts of a segment's records that did not become rows, read back from durable files. */
export async function* localVerdicts(
  store: ChunkStore,
  segment: Segment,
  settled: Span,
  results: ResultFiles,
): AsyncGenerator<Verdict[]> {
  for await (const lines of linesBetween(
    results.rejected,
    settled.rejectedFrom,
    settled.rejectedBytes,
  )) {
    yield lines.map(rejectedVerdict);
  }
  if (segment.skipped === 0) return;
  for await (const lines of allLines(
    store.disk,
    store.paths(segment.number).skipped,
    segment.skipped,
  )) {
    yield lines.map((line) => ({ ...verdictFieldsOf(line), outcome: 'skipped' }) as Verdict);
  }
}

function rejectedVerdict(line: string): Verdict {
  return { ...verdictFieldsOf(line), outcome: 'rejected' } as Verdict;
}
