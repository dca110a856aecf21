import { type Chunk, chunkPaths } from '../chunks/chunk.ts';
import type { Disk, DiskFile } from '../disk.ts';
import type { SourceRecord } from '../source.ts';
import { parseExact } from '../values/exact-json.ts';
import type { Verdict } from '../verdict.ts';
import { linesOf } from './lines.ts';
import type { Settled } from './settle.ts';

const SEGMENT_BYTES = 256 * 1024;

interface ResultFiles {
  readonly rejected: DiskFile;
  readonly unresolved: DiskFile;
}

/** The verdicts of a stretch's records that became no row, read back from what is durable. */
export async function* localVerdicts(
  disk: Disk,
  folder: string,
  cut: Chunk & { readonly skipped: number },
  settled: Settled,
  results: ResultFiles,
): AsyncGenerator<Verdict[]> {
  for await (const lines of segment(
    results.rejected,
    settled.rejectedFrom,
    settled.rejectedBytes,
  )) {
    yield lines.map(rejectedVerdict);
  }
  if (cut.skipped === 0) return;
  for await (const lines of linesOf(disk.readBlocks(chunkPaths(folder, cut.number).skipped))) {
    yield lines.map((line) => ({ ...(parseExact(line) as Place), verdict: 'skipped' }) as Verdict);
  }
}

/** The verdicts of a job's rows, in row order: a row that stands in no result file is loaded. */
export async function* rowVerdicts(
  disk: Disk,
  folder: string,
  chunk: Chunk,
  job: string,
  settled: Settled,
  results: ResultFiles,
): AsyncGenerator<Verdict[]> {
  const { rejectedFrom, rejectedBytes, unresolvedFrom, unresolvedBytes } = settled;
  const rejected = cursor(segment(results.rejected, rejectedFrom, rejectedBytes));
  const unresolved = cursor(segment(results.unresolved, unresolvedFrom, unresolvedBytes));
  await rejected.advance();
  await unresolved.advance();
  let row = 0;
  for await (const openings of linesOf(disk.readBlocks(chunkPaths(folder, chunk.number).records))) {
    const verdicts: Verdict[] = [];
    for (const opening of openings) {
      const { place, json } = parted(opening);
      // Most rows are in neither file, and cost no `await`.
      if (rejected.head?.position === place.position) {
        verdicts.push(rejectedVerdict(rejected.head));
        await rejected.advance();
      } else if (unresolved.head?.position === place.position) {
        verdicts.push({ ...unresolved.head, verdict: 'unresolved' } as Verdict);
        await unresolved.advance();
      } else verdicts.push(loadedVerdict(place, json, job, row + 2));
      row++;
    }
    yield verdicts;
  }
}

interface Place {
  readonly position: number;
  readonly at: string;
}

const RECORD = ',"record":';

/** Quotes within a JSON string are escaped, so the first `RECORD` is where the record begins. */
function parted(opening: string): { place: Place; json: string } {
  const end = opening.indexOf(RECORD);
  const place = JSON.parse(`${opening.slice(0, end)}}`) as Place;
  return { place, json: opening.slice(end + RECORD.length) };
}

/** Most who watch verdicts look at few records, so each is parsed when it is asked for. */
function loadedVerdict({ position, at }: Place, json: string, job: string, row: number): Verdict {
  return {
    position,
    at,
    get record() {
      return parseExact(json) as SourceRecord;
    },
    verdict: 'loaded',
    job,
    row,
  };
}

function rejectedVerdict(line: string | Place): Verdict {
  const fields = typeof line === 'string' ? (parseExact(line) as Place) : line;
  return { ...fields, verdict: 'rejected' } as Verdict;
}

/** Walks through the lines of a segment, which stand in the order of their positions. */
interface Cursor {
  /** The line at hand; absent before the first `advance`, and behind the last line. */
  readonly head: Place | undefined;
  advance(): Promise<void>;
}

function cursor(segment: AsyncGenerator<string[]>): Cursor {
  let lines: string[] = [];
  let next = 0;
  let head: Place | undefined;
  return {
    get head() {
      return head;
    },
    async advance() {
      if (next === lines.length) {
        lines = (await segment.next()).value ?? [];
        next = 0;
      }
      const line = lines[next++];
      head = line === undefined ? undefined : (parseExact(line) as Place);
    },
  };
}

async function* segment(file: DiskFile, from: number, to: number): AsyncGenerator<string[]> {
  yield* linesOf(blocks(file, from, to));
}

async function* blocks(file: DiskFile, from: number, to: number): AsyncGenerator<Uint8Array> {
  for (let at = from; at < to; at += SEGMENT_BYTES) {
    yield await file.read(at, Math.min(SEGMENT_BYTES, to - at));
  }
}
