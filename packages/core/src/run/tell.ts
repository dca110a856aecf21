import { type Chunk, chunkPaths } from '../chunks/chunk.ts';
import type { Disk, DiskFile } from '../disk.ts';
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
  const rejected = cursor(segment(results.rejected, settled.rejectedFrom, settled.rejectedBytes));
  const unresolved = cursor(
    segment(results.unresolved, settled.unresolvedFrom, settled.unresolvedBytes),
  );
  let row = 0;
  for await (const openings of linesOf(disk.readBlocks(chunkPaths(folder, chunk.number).records))) {
    const verdicts: Verdict[] = [];
    for (const opening of openings) {
      const place = parseExact(`${opening}}`) as Place & {
        record: Readonly<Record<string, unknown>>;
      };
      const line = (await rejected.at(place.position)) ?? (await unresolved.at(place.position));
      if (line === undefined) verdicts.push({ ...place, verdict: 'loaded', job, row: row + 2 });
      else
        verdicts.push(
          'by' in line ? rejectedVerdict(line) : ({ ...line, verdict: 'unresolved' } as Verdict),
        );
      row++;
    }
    yield verdicts;
  }
}

interface Place {
  readonly position: number;
  readonly at: string;
}

function rejectedVerdict(line: string | Place): Verdict {
  const fields = typeof line === 'string' ? (parseExact(line) as Place) : line;
  return { ...fields, verdict: 'rejected' } as Verdict;
}

/** Walks through the lines of a segment, which stand in the order of their positions. */
function cursor(segment: AsyncGenerator<string[]>): {
  at(position: number): Promise<Place | undefined>;
} {
  let lines: Place[] = [];
  let next = 0;
  let isDone = false;
  return {
    async at(position) {
      while (!isDone && next === lines.length) {
        const { value, done } = await segment.next();
        isDone = done === true;
        lines = isDone ? [] : (value as string[]).map((line) => parseExact(line) as Place);
        next = 0;
      }
      const line = lines[next];
      if (line?.position !== position) return undefined;
      next++;
      return line;
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
