import { describe, expect, it } from 'vitest';
import type { RowOutcome } from '../contract/row-outcome.ts';
import { TargetError, type TargetFailure } from '../contract/target-error.ts';
import { jobsWith } from '../jobs/jobs.fixture.ts';
import { requestsTo } from '../jobs/requests.ts';
import { SLACK_MS } from '../jobs/target-clock.ts';
import type { EndedJob } from '../journal/ended-job.ts';
import { prover } from './prove.ts';

const LAG_SECONDS = 10;
const NEVER = new AbortController().signal;
const ERROR: RowOutcome = { row: 2, message: 'no' };
const REFUSED: TargetFailure = { answer: 'refused', meaning: 'missing' };

interface Ended {
  readonly sinceMs?: number;
  readonly processed?: number;
  readonly result?: EndedJob['result'];
  readonly error?: EndedJob['error'];
}

/** Proves a job of three rows that ended `sinceMs` ago. Its list is read as one item of `lists` after the other. */
async function proven(
  lists: readonly (readonly RowOutcome[] | TargetFailure)[],
  { sinceMs = 0, processed, result = 'completed', error }: Ended = {},
) {
  const { world, target, directory, clock, addChunk } = await jobsWith();
  const chunk = await addChunk(3);
  const readAt: number[] = [];
  target.outcomes = async function* () {
    const list = lists[Math.min(readAt.length, lists.length - 1)] ?? [];
    readAt.push(world.elapsed());
    if ('answer' in list) throw new TargetError('refused', list);
    yield* list;
  };
  const job: EndedJob = {
    ...{ id: 'job-1', result, endedAt: clock.now() - sinceMs },
    ...(processed !== undefined && { recordsProcessed: processed }),
    ...(error !== undefined && { error }),
  };
  const attempts = { attemptsMax: 3, retryDeadlineSeconds: 900 };
  const known = { refuted: new Set<never>(), countsStored: false };
  const prove = prover({
    ...{ requests: requestsTo(target, attempts, world, NEVER), store: directory.chunks, clock },
    ...{ definition: undefined, isLookedUp: false, known },
    settings: { errorsLagSeconds: LAG_SECONDS, checkCounts: true },
  });
  const proving = prove(chunk, job);
  const waitsMs = () => readAt.slice(1).map((at, read) => at - (readAt[read] as number));
  return { proving, waitsMs, known };
}

describe('the error list of a job', () => {
  it('is read twice, a lag after the end of the job, and proves what both agree on', async () => {
    const { proving, waitsMs } = await proven([[ERROR]]);
    const { attributed, inDoubt } = await proving;
    expect([attributed?.proven.has(0), attributed?.proven.rowCount, inDoubt]).toEqual([
      ...[true, 1, undefined],
    ]);
    expect(waitsMs()).toHaveLength(1);
    expect(waitsMs()[0]).toBeGreaterThanOrEqual(LAG_SECONDS * 1000);
  });

  it('is read again at once if the job ended long ago, and then a lag after each list that is another one', async () => {
    const lists = [[], [ERROR], [ERROR, { ...ERROR, row: 3 }]];
    const { proving, waitsMs } = await proven(lists, { sinceMs: 3_600_000 });
    expect((await proving).attributed?.proven.rowCount).toBe(2);
    expect(waitsMs()).toEqual([0, LAG_SECONDS * 1000, LAG_SECONDS * 1000]);
  });

  it('counts no time that passed by another clock, as far as the two may differ', async () => {
    const { proving, waitsMs } = await proven([[ERROR]], { sinceMs: LAG_SECONDS * 1000 });
    await proving;
    expect(waitsMs()).toEqual([SLACK_MS]);
  });

  it('is read once if the count of the job confirms it', async () => {
    const { proving, waitsMs, known } = await proven([[ERROR]], { processed: 2 });
    expect((await proving).inDoubt).toBeUndefined();
    expect([waitsMs(), known.countsStored]).toEqual([[], true]);
  });

  it.each([
    ['failed', { result: 'failed', processed: 2 } as const, [ERROR], 'JOB_FAILED'],
    ['stored nothing', { processed: 0 }, [2, 3, 4].map((row) => ({ ...ERROR, row })), undefined],
  ])('shows not how a tenant counts if the job %s', async (_, ended, list, code) => {
    const { proving, known } = await proven([list], ended);
    expect((await proving).inDoubt?.code).toBe(code);
    expect(known.countsStored).toBe(false);
  });

  it.each([
    ['its count shows that it came to its last row', 3, undefined, undefined],
    ['its count does not show that', 2, undefined, 'JOB_FAILED'],
    ['it has an error of its own', 3, { meaning: 'other' } as const, 'JOB_FAILED'],
  ])(
    'of a job that failed is that of a whole job only if %s',
    async (_, processed, error, code) => {
      const ended = { result: 'failed', processed, ...(error && { error }) } as const;
      const { proving } = await proven([[ERROR]], ended);
      expect((await proving).inDoubt?.code).toBe(code);
    },
  );

  it('leaves the other rows in doubt if the job completed with an error of its own', async () => {
    for (const processed of [3, 2]) {
      const { proving, known } = await proven([[ERROR]], {
        processed,
        error: { meaning: 'other' },
      });
      const { attributed, inDoubt } = await proving;
      expect([attributed?.proven.has(0), inDoubt?.code]).toEqual([true, 'JOB_FAILED']);
      expect(known.countsStored).toBe(false);
    }
  });

  it('leaves every row in doubt if it still changes', async () => {
    const lists = Array.from({ length: 20 }, (_, read) => [{ ...ERROR, message: `${read}` }]);
    const { proving, waitsMs } = await proven(lists);
    expect((await proving).inDoubt?.code).toBe('ERRORS_UNSTABLE');
    expect(waitsMs()).toHaveLength(9);
  });

  it('leaves every row in doubt if the target refuses to return it, and still does a lag later', async () => {
    for (const sinceMs of [0, 3_600_000]) {
      const { proving, waitsMs } = await proven([REFUSED], { sinceMs });
      expect((await proving).inDoubt?.code).toBe('ERRORS_UNREADABLE');
      expect(waitsMs()).toHaveLength(1);
      expect(waitsMs()[0]).toBeGreaterThanOrEqual(LAG_SECONDS * 1000);
    }
  });

  it.each([
    ['before it is there', [REFUSED, [ERROR], [ERROR]]],
    ['between two readings', [[ERROR], REFUSED, [ERROR], [ERROR]]],
  ])('is read again if the target refuses to return it once, %s', async (_, lists) => {
    const { proving, waitsMs } = await proven(lists);
    const { attributed, inDoubt } = await proving;
    expect([attributed?.proven.rowCount, inDoubt]).toEqual([1, undefined]);
    expect(waitsMs()).toHaveLength(lists.length - 1);
  });

  it('is read once after a refusal if the count of the job confirms it', async () => {
    const { proving, waitsMs } = await proven([REFUSED, [ERROR]], { processed: 2 });
    expect((await proving).inDoubt).toBeUndefined();
    expect(waitsMs()).toHaveLength(1);
  });

  it('is not unreadable because a login is refused', async () => {
    const { proving } = await proven([{ answer: 'refused', meaning: 'login' }]);
    await expect(proving).rejects.toMatchObject({ failure: { meaning: 'login' } });
  });
});
