import { type Chunk, chunkPaths } from '../chunks/chunk.ts';
import type { Disk, DiskFile } from '../disk.ts';
import type { EndedJob } from '../jobs/job.ts';
import type { Proof } from '../merging/prove.ts';
import type { Doubt, Refusal } from '../verdict.ts';
import { linesOf } from './lines.ts';

/** Verdicts as the result files now hold them: what lies between the old lengths and the new. */
export interface Settled {
  readonly rejectedFrom: number;
  readonly unresolvedFrom: number;
  readonly rejectedBytes: number;
  readonly unresolvedBytes: number;
  readonly counts: {
    readonly skipped: number;
    readonly loaded: number;
    readonly rejected: number;
    readonly unresolved: number;
  };
}

interface ResultFiles {
  readonly rejected: DiskFile;
  readonly unresolved: DiskFile;
}

const WRITE_BYTES = 1024 * 1024;

/** Appends the local rejections of a stretch to the result files, durably. */
export async function settleLocal(
  disk: Disk,
  folder: string,
  cut: Chunk & { readonly rejected: number; readonly skipped: number },
  results: ResultFiles,
): Promise<Settled> {
  const from = lengths(results);
  if (cut.rejected > 0) {
    for await (const block of disk.readBlocks(chunkPaths(folder, cut.number).rejected)) {
      await results.rejected.append(block);
    }
    await results.rejected.sync();
  }
  const counts = { skipped: cut.skipped, loaded: 0, rejected: cut.rejected, unresolved: 0 };
  return { ...from, ...lengthsNow(results), counts };
}

/** Appends the rejected and unresolved rows of a job to the result files, durably. */
export async function settleRows(
  disk: Disk,
  folder: string,
  chunk: Chunk,
  job: EndedJob,
  proof: Proof,
  results: ResultFiles,
): Promise<Settled> {
  const from = lengths(results);
  const { merged, doubt } = proof;
  const unproven = doubt ?? unattributed(job);
  let rejected = 0;
  let unresolved = 0;
  if (merged !== undefined || doubt !== undefined) {
    const toRejected = appender(results.rejected);
    const toUnresolved = appender(results.unresolved);
    let row = 0;
    for await (const openings of linesOf(
      disk.readBlocks(chunkPaths(folder, chunk.number).records),
    )) {
      for (const opening of openings) {
        if (merged?.proven.has(row)) {
          const refusals = await merged.proven.of(row);
          await toRejected.add(`${opening}${rejectedClosing(refusals, job.id, row)}`);
          rejected++;
        } else if (doubt !== undefined || merged?.isInDoubt(row)) {
          await toUnresolved.add(`${opening}${unresolvedClosing(unproven, job.id)}`);
          unresolved++;
        }
        row++;
      }
    }
    await toRejected.finish();
    await toUnresolved.finish();
  }
  const loaded = chunk.rows - rejected - unresolved;
  return { ...from, ...lengthsNow(results), counts: { skipped: 0, loaded, rejected, unresolved } };
}

function rejectedClosing(errors: readonly Refusal[], job: string, row: number): string {
  const closing = JSON.stringify({ by: 'target', errors, job, row: row + 2 });
  return `,${closing.slice(1)}\n`;
}

function unresolvedClosing({ code, reason }: Doubt, job: string): string {
  return `,${JSON.stringify({ code, reason, job }).slice(1)}\n`;
}

function unattributed({ id }: EndedJob): Doubt {
  return {
    code: 'ERROR_UNATTRIBUTED',
    reason: `an error of job ${id} names no row for certain, and may mean this one`,
  };
}

function lengths({ rejected, unresolved }: ResultFiles): {
  rejectedFrom: number;
  unresolvedFrom: number;
} {
  return { rejectedFrom: rejected.sizeBytes, unresolvedFrom: unresolved.sizeBytes };
}

function lengthsNow({ rejected, unresolved }: ResultFiles): {
  rejectedBytes: number;
  unresolvedBytes: number;
} {
  return { rejectedBytes: rejected.sizeBytes, unresolvedBytes: unresolved.sizeBytes };
}

/** Appends lines in large blocks; `finish` makes them durable. */
function appender(file: DiskFile): { add(line: string): Promise<void>; finish(): Promise<void> } {
  let lines: string[] = [];
  let size = 0;
  let hasWritten = false;
  const flush = async () => {
    const block = Buffer.from(lines.join(''));
    lines = [];
    size = 0;
    hasWritten = true;
    await file.append(block);
  };
  return {
    async add(line) {
      lines.push(line);
      size += line.length;
      if (size >= WRITE_BYTES) await flush();
    },
    async finish() {
      if (lines.length > 0) await flush();
      if (hasWritten) await file.sync();
    },
  };
}
