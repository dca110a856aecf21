import { onTestFinished } from 'vitest';
import { type Driving, drivenTarget } from '../../../../test/world/driven-target.ts';
import { virtualWorld } from '../../../../test/world/virtual-world.ts';
import type { Chunk } from '../chunks/chunk.ts';
import { writeRecords } from '../chunks/records.fixture.ts';
import type { JobRequest } from '../contract/target.ts';
import { hooksOf } from '../hooks.ts';
import type { JournalEntry } from '../journal/entry.ts';
import { createRunDirectory } from '../run-directory/directory.ts';
import { jobTimes } from './job-times.ts';
import { jobsOfRun } from './jobs-of-run.ts';
import { requestsTo } from './requests.ts';
import { targetClock } from './target-clock.ts';

export const GRACE_SECONDS = 120;
/** As a program asks for a job. */
export const REQUEST: JobRequest = { operation: 'create', key: 'k' };
const RUN = {
  ...{ runId: 'r', object: 'Thing', operation: 'create', startedAt: '2026-01-01T00:00:00Z' },
  ...{ digests: {}, header: [] },
};
const SETTINGS = {
  ...{ attemptsMax: 3, retryDeadlineSeconds: 900, idleDeadlineSeconds: 3600 },
  orphanGraceSeconds: GRACE_SECONDS,
};

/** All that works on the jobs of one run, in a virtual world and with a target that fails as the test says. */
export async function jobsWith(driving: Driving = {}) {
  const world = virtualWorld(1);
  const target = drivenTarget(world, driving);
  const never = new AbortController().signal;
  const directory = await createRunDirectory(world, '/run', RUN, never);
  // Its lock is renewed until then, without a pause in virtual time.
  onTestFinished(() => directory.close());
  const { chunks: store, journal } = directory;
  const soft = new AbortController();
  const requests = requestsTo(target, SETTINGS, world, never);
  const clock = targetClock(world);
  const statuses: string[] = [];
  const hooks = hooksOf([{ name: 'watch', onJob: ({ status }) => void statuses.push(status) }]);
  const tooLarge: number[] = [];
  /** As a new process of this run creates them. */
  const jobs = () =>
    jobsOfRun({
      ...{ requests, cleanUp: requests, clock, store, journal, hooks, world, settings: SETTINGS },
      signals: { soft: soft.signal, hard: never },
      runId: RUN.runId,
      times: jobTimes(),
      tooLarge: (chunk) => void tooLarge.push(chunk.rows),
    });
  return {
    ...{ world, target, directory, soft, clock, jobs, statuses, tooLarge },
    /** A chunk on disk that the journal knows. */
    async addChunk(rows: number): Promise<Chunk> {
      const number = store.nextNumber();
      const paths = store.paths(number);
      const lines = Array.from({ length: rows }, (_, row) => `V${row},${row}\n`);
      const csv = Buffer.from(`vin__c,doors__c\n${lines.join('')}`);
      await world.disk.replaceFile(paths.csv, csv);
      const records = lines.map(() => ({}));
      await writeRecords(world.disk, paths.records, records);
      const chunk = { number, rows, bytes: csv.length };
      const none = { rejected: 0, skipped: 0 };
      await journal.append({ type: 'segment', ...chunk, from: 0, to: rows, ...none });
      return chunk;
    },
    /** The types of the journal's entries since the segment was cut. */
    written(): string[] {
      const text = Buffer.from(world.files.get('/run/journal.jsonl') ?? []).toString();
      const lines = text.trimEnd().split('\n');
      const types = lines.map(
        (line) => (JSON.parse(line) as [string, number, JournalEntry])[2].type,
      );
      return types.slice(types.indexOf('segment') + 1);
    },
  };
}
