import type { Chunk, Segment } from '../chunks/chunk.ts';
import type { InDoubtChunk } from '../chunks/in-doubt.ts';
import { type Place, partsOf } from '../chunks/record-line.ts';
import { allLines, zipped } from '../chunks/rows.ts';
import type { ChunkStore } from '../chunks/store.ts';
import type { SourceRecord } from '../contract/source.ts';
import type { Verdict } from '../contract/verdict.ts';
import type { DiskFile } from '../host/disk.ts';
import { linesOf } from '../host/lines.ts';
import type { StoredBy } from '../in-doubt/resolution.ts';
import type { Settled, Span } from '../journal/open-chunk.ts';
import { parseExact } from '../values/exact-json.ts';
import type { ResultFiles } from './settle.ts';
import type { ResolvedLine } from './settle-in-doubt.ts';

const BLOCK_BYTES = 256 * 1024;

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
    yield lines.map((line) => ({ ...(parseExact(line) as Place), verdict: 'skipped' }) as Verdict);
  }
}

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

/** The verdicts of rows that were in doubt; those that are submitted again have none yet. */
export async function* inDoubtVerdicts(
  store: ChunkStore,
  inDoubt: InDoubtChunk,
  settled: Settled,
  results: ResultFiles,
): AsyncGenerator<Verdict[]> {
  const { records, resolved } = store.paths(inDoubt.number);
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

/** What the result files say about rows, in the order of the rows. */
interface VerdictCursors {
  isNext(place: Place): boolean;
  take(): Promise<Verdict>;
}

async function verdictCursors(span: Span, results: ResultFiles): Promise<VerdictCursors> {
  const { rejectedFrom, rejectedBytes, unresolvedFrom, unresolvedBytes } = span;
  const read = (line: string) => parseExact(line) as Place;
  const rejected = cursor(linesBetween(results.rejected, rejectedFrom, rejectedBytes), read);
  const unresolved = cursor(
    linesBetween(results.unresolved, unresolvedFrom, unresolvedBytes),
    read,
  );
  await rejected.advance();
  await unresolved.advance();
  let next = rejected;
  return {
    isNext({ position }) {
      next = rejected.head?.position === position ? rejected : unresolved;
      return next.head?.position === position;
    },
    async take() {
      const verdict = next === rejected ? 'rejected' : 'unresolved';
      const read = { ...next.head, verdict } as Verdict;
      await next.advance();
      return read;
    },
  };
}

async function* nothing(): AsyncGenerator<string[]> {}

function placeOf(prefix: string): Place {
  return partsOf(prefix).place;
}

/** Most plugins look at few records, so each record is parsed only when it is read. */
function loadedVerdict({ position, at }: Place, json: string, by: StoredBy | undefined): Verdict {
  return {
    position,
    at,
    get record() {
      return parseExact(json) as SourceRecord;
    },
    verdict: 'loaded',
    ...by,
  };
}

function rejectedVerdict(line: string): Verdict {
  return { ...(parseExact(line) as Place), verdict: 'rejected' } as Verdict;
}

/** Walks through lines that are sorted by position. */
interface Cursor {
  /** The current line; absent before the first `advance`, and after the last line. */
  readonly head: Place | undefined;
  advance(): Promise<void>;
}

function cursor(source: AsyncGenerator<string[]>, read: (line: string) => Place): Cursor {
  let lines: string[] = [];
  let next = 0;
  let head: Place | undefined;
  return {
    get head() {
      return head;
    },
    async advance() {
      if (next === lines.length) {
        lines = (await source.next()).value ?? [];
        next = 0;
      }
      const line = lines[next++];
      head = line === undefined ? undefined : read(line);
    },
  };
}

async function* linesBetween(file: DiskFile, from: number, to: number): AsyncGenerator<string[]> {
  yield* linesOf(blocks(file, from, to));
}

async function* blocks(file: DiskFile, from: number, to: number): AsyncGenerator<Uint8Array> {
  for (let at = from; at < to; at += BLOCK_BYTES) {
    yield await file.read(at, Math.min(BLOCK_BYTES, to - at));
  }
}
