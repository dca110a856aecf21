import fc from 'fast-check';
import { expect, it } from 'vitest';
import { csvRows } from '../chunks/csv-rows.ts';
import type { RowRefusal } from '../chunks/row-refusal.ts';
import type { FoundRecord } from '../contract/target.ts';
import { jobsWith } from '../jobs/jobs.fixture.ts';
import { requestsTo } from '../jobs/requests.ts';
import { targetClock } from '../jobs/target-clock.ts';
import { settleByKey } from './settle-by-key.ts';

const NEVER = new AbortController().signal;
const CSV = csvRows(Buffer.from('vin__c\nV0\nV1\n'));

interface Scene {
  readonly lookupLagSeconds: number;
  /** How long after the end of its job the record of the first row is found; the other one is not stored. */
  readonly visibleAfterMs: number;
  readonly errors?: readonly RowRefusal[];
  readonly twice?: readonly number[];
  /** How far the clock that dates jobs and records is ahead. */
  readonly datesAheadMs?: number;
  /** When a foreign job began, after the end of the job and by the clock that dates it. */
  readonly foreignAtMs?: number;
  /** Ids of jobs that carried the rows, all at the same time. */
  readonly carriedBy?: readonly string[];
}

/** What becomes of two rows of a job that ended just now, in a target whose key is not unique. */
async function settled({
  lookupLagSeconds,
  visibleAfterMs,
  errors,
  twice = [],
  datesAheadMs = 0,
  foreignAtMs,
  carriedBy = ['job-1'],
}: Scene) {
  const { world, target, directory, addChunk } = await jobsWith();
  const { number: chunk } = await addChunk(2);
  const clock = targetClock(world, { aheadMs: datesAheadMs, slackMs: 0 });
  const endedAt = clock.now();
  const dated = (sinceEndMs: number) => new Date(endedAt + datesAheadMs + sinceEndMs).toISOString();
  const createdAt = dated(-60_000);
  const record: FoundRecord = {
    ...{ vin__c: 'V0', CreatedById: 'us', CreatedDate: dated(-1000) },
  };
  await directory.journal.append({ type: 'created', chunk, job: 'job-1', createdBy: 'us' });
  if (foreignAtMs !== undefined) {
    const foreign = { id: 'foreign', createdBy: 'us', status: 'in_progress' };
    target.addForeign({ ...foreign, createdAt: dated(foreignAtMs) });
  }
  target.find = async function* () {
    if (world.elapsed() >= endedAt + visibleAfterMs) yield record;
  };
  const rows = [0, 1].map((position) => ({
    ...{ position, key: `V${position}`, rowNumbers: [position + 2] },
    ...(errors && { errors }),
  }));
  const because = { code: 'JOB_FAILED', reason: 'it failed' } as const;
  const priorJobs = carriedBy.map((job) => ({ job, createdAt, createdBy: 'us', endedAt }));
  const attempts = { attemptsMax: 3, retryDeadlineSeconds: 900 };
  const resolutions = await settleByKey(
    { number: chunk, rows: 2, bytes: 0, because, priorJobs },
    rows,
    CSV,
    {
      requests: requestsTo(target, attempts, world, NEVER),
      ...{ store: directory.chunks, journal: directory.journal, clock, definition: undefined },
      recovery: {
        kind: 'look-up',
        column: 'vin__c',
        index: 0,
        isUnique: false,
        isOnlyUnique: false,
      },
      keys: { twice: async () => new Set(twice) } as never,
      ownJobs: async () => new Set(),
      settings: { lookupLagSeconds, resubmitJobsMax: 10 },
      sleep: (ms) => world.sleep(ms, NEVER),
    },
  );
  return resolutions.map((one) => (one.fate === 'unresolved' ? one.because.code : one.fate));
}

it('finds whatever a look-up shows within `lookupLagSeconds` of the end of the job', async () => {
  const scene = fc.integer({ min: 1, max: 600 }).chain((lookupLagSeconds) =>
    fc.record({
      lookupLagSeconds: fc.constant(lookupLagSeconds),
      visibleAfterMs: fc.integer({ min: 0, max: lookupLagSeconds * 1000 }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(scene, async (one) => {
      expect(await settled(one)).toEqual(['loaded', 'KEY_NOT_UNIQUE']);
    }),
    { numRuns: 50, examples: [[{ lookupLagSeconds: 60, visibleAfterMs: 60_000 }]] },
  );
});

it('takes absence as a refusal only if the row was refused', async () => {
  const errors = [{ meaning: 'lasting' }] as const;
  const scene = { lookupLagSeconds: 60, visibleAfterMs: 59_000 };
  expect(await settled({ ...scene, errors })).toEqual(['loaded', 'rejected']);
});

it('decides nothing on a key that occurs twice', async () => {
  const scene = { lookupLagSeconds: 60, visibleAfterMs: 0, twice: [0] };
  expect(await settled(scene)).toEqual(['KEY_TWICE', 'KEY_NOT_UNIQUE']);
});

it.each([
  ['a foreign job was at work', -1, 'CREATOR_UNCERTAIN'],
  ['none was', undefined, 'loaded'],
])(
  'does not know who created what two jobs may have created if %s',
  async (_, foreignAtMs, fate) => {
    const carriedBy = ['job-1', 'job-2'];
    const scene = { lookupLagSeconds: 60, visibleAfterMs: 0, carriedBy };
    const foreign = foreignAtMs === undefined ? {} : { foreignAtMs };
    expect(await settled({ ...scene, ...foreign })).toEqual([fate, 'KEY_NOT_UNIQUE']);
  },
);

it.each([
  [0, -1, 'CREATOR_UNCERTAIN'],
  [0, 3000, 'loaded'],
  [60_000, -1, 'CREATOR_UNCERTAIN'],
  [60_000, 3000, 'loaded'],
])(
  'compares with foreign jobs by the clock that dates them: ahead by %i ms, begun %i ms after the end',
  async (datesAheadMs, foreignAtMs, fate) => {
    const scene = { lookupLagSeconds: 60, visibleAfterMs: 0, datesAheadMs, foreignAtMs };
    expect(await settled(scene)).toEqual([fate, 'KEY_NOT_UNIQUE']);
  },
);
