import { onTestFinished } from 'vitest';
import { virtualWorld } from '../../../../test/world/virtual-world.ts';
import { rowErrors } from '../attribution/row-errors.ts';
import type { Chunk } from '../chunks/chunk.ts';
import type { InDoubtChunk } from '../chunks/in-doubt.ts';
import { recordLines, writeRecords } from '../chunks/records.fixture.ts';
import type { RowHistory } from '../chunks/row-records.ts';
import type { RowRefusal } from '../chunks/row-refusal.ts';
import type { Recovery } from '../jobs/recovery.ts';
import type { EndedJob } from '../journal/ended-job.ts';
import { createRunDirectory } from '../run-directory/directory.ts';
import { duplicatesOf } from './duplicates.ts';

const RUN = {
  ...{ runId: 'r', object: 'Thing', operation: 'create', startedAt: '2026-01-01T00:00:00Z' },
  ...{ digests: {}, header: [] },
};

export const JOB: EndedJob = { id: 'job-2', result: 'completed', endedAt: 2 };
export const PRIOR_JOB = { job: 'job-1', endedAt: 1 };
export const LOOK_UP: Recovery = {
  ...{ kind: 'look-up', column: 'vin__c', index: 0 },
  ...{ isUnique: true, isOnlyUnique: true },
};
/** Says nothing of duplicates. */
export const WITHOUT_KEYS = duplicatesOf(undefined, undefined);
export const REPEAT: Recovery = { ...LOOK_UP, kind: 'repeat' };
/** As the result files show it. */
export const REFUSAL = { code: 'NOT_AN_INTEGER', message: 'not an integer' };
export const INVALID: RowRefusal = { ...REFUSAL, meaning: 'lasting' };

/** The run directory of a run in a virtual world, and what its files contain. */
export async function runWithChunks() {
  const world = virtualWorld(1);
  const never = new AbortController().signal;
  const directory = await createRunDirectory(world, '/run', RUN, never);
  // Its lock is renewed until then, without a pause in virtual time.
  onTestFinished(() => directory.close());
  const { chunks: store, journal } = directory;
  const write = (path: string, lines: readonly string[]) =>
    world.disk.replaceFile(path, Buffer.from(lines.map((line) => `${line}\n`).join('')));
  const addFiles = async (rows: number) => {
    const number = store.nextNumber();
    const paths = store.paths(number);
    const all = Array.from({ length: rows }, (_, row) => row);
    await write(paths.csv, ['vin__c,doors__c', ...all.map((row) => `V${row},${row}`)]);
    const records = all.map((row) => ({ n: row }));
    await writeRecords(world.disk, paths.records, records);
    const csv = world.files.get(paths.csv) as Uint8Array;
    return { number, rows, bytes: csv.length };
  };
  const linesOf = (path: string): string[] =>
    Buffer.from(world.files.get(path) ?? [])
      .toString()
      .split('\n')
      .slice(0, -1);
  return {
    ...{ world, directory, linesOf },
    /** The lines of the records of a chunk. */
    recordsOf: ({ number, rows }: Chunk) =>
      recordLines(world.disk, store.paths(number).records, rows),
    /** A chunk of which the job has ended; with prior jobs, each row has its number in the first one. */
    async endedChunk(rows: number, priorJobs?: Chunk['priorJobs']): Promise<Chunk> {
      const chunk = { ...(await addFiles(rows)), ...(priorJobs && { priorJobs }) };
      if (priorJobs !== undefined) {
        const history = Array.from({ length: rows }, (_, row) => ({ rowNumbers: [row + 100] }));
        await write(
          store.paths(chunk.number).history,
          history.map((one) => JSON.stringify(one)),
        );
      }
      const none = { from: 0, to: rows, rejected: 0, skipped: 0 };
      await journal.append({ type: 'segment', ...chunk, ...none });
      const line = { chunk: chunk.number, job: JOB.id };
      await journal.append({ type: 'created', ...line });
      await journal.append({ type: 'ended', ...line, result: JOB.result, endedAt: JOB.endedAt });
      return chunk;
    },
    async inDoubtChunk(
      history: readonly RowHistory[],
      because: InDoubtChunk['because'],
    ): Promise<InDoubtChunk> {
      const chunk = await addFiles(history.length);
      await write(
        store.paths(chunk.number).history,
        history.map((one) => JSON.stringify(one)),
      );
      return { ...chunk, because, priorJobs: [PRIOR_JOB] };
    },
    /** The proven errors of a job: one for each of these rows. */
    async errorsOf(chunk: Chunk, rows: readonly number[], refusal = INVALID) {
      const { attributed } = store.paths(chunk.number);
      const proven = await rowErrors(world.disk, attributed, chunk.rows);
      for (const row of rows) await proven.add(row, refusal);
      return proven;
    },
    rejected: () => linesOf('/run/rejected.jsonl').map((line) => JSON.parse(line)),
    unresolved: () => linesOf('/run/unresolved.jsonl').map((line) => JSON.parse(line)),
  };
}
