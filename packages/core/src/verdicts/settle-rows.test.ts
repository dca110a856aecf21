import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RowRefusal } from '../chunks/row-refusal.ts';
import { settleRows } from './settle-rows.ts';
import {
  INVALID,
  JOB,
  LOOK_UP,
  PRIOR_JOB,
  REFUSAL,
  REPEAT,
  runWithChunks,
  WITHOUT_KEYS,
} from './verdicts.fixture.ts';

const FAILED = { code: 'JOB_FAILED', reason: 'it failed' } as const;
const PASSING: RowRefusal = { meaning: 'passing', message: 'database throttling' };
const NONE = { skipped: 0, loaded: 0, rejected: 0, unresolved: 0 };

describe('settleRows', () => {
  it('counts all rows as loaded where nothing is said of any, without reading a file', async () => {
    const run = await runWithChunks();
    const chunk = await run.endedChunk(3);
    await run.world.disk.removeFile(run.directory.chunks.paths(chunk.number).csv);
    const written = await settleRows(chunk, JOB, {}, run.directory, {
      key: undefined,
      recovery: undefined,
      resubmitJobsMax: 5,
      duplicates: WITHOUT_KEYS,
    });
    expect(written).toEqual({ counts: { ...NONE, loaded: 3 } });
  });

  it('writes the rows with proven errors as they were read, with job and row number', async () => {
    const run = await runWithChunks();
    const chunk = await run.endedChunk(3);
    const proven = await run.errorsOf(chunk, [1]);
    const attributed = { proven, unattributed: 0, isInDoubt: () => false };
    const settling = {
      key: undefined,
      recovery: undefined,
      resubmitJobsMax: 5,
      duplicates: WITHOUT_KEYS,
    };
    const written = await settleRows(chunk, JOB, { attributed }, run.directory, settling);
    expect(written).toEqual({ counts: { ...NONE, loaded: 2, rejected: 1 } });
    expect(run.rejected()).toEqual([
      {
        ...{ position: 1, at: 'r:1', record: { n: 1 } },
        ...{ by: 'target', errors: [REFUSAL], job: JOB.id, row: 3, run: 'r' },
      },
    ]);
  });

  it('leaves rows in doubt unresolved where nothing can settle them, with their key', async () => {
    const run = await runWithChunks();
    const chunk = await run.endedChunk(2);
    const settling = {
      key: 'vin__c',
      recovery: undefined,
      resubmitJobsMax: 5,
      duplicates: WITHOUT_KEYS,
    };
    const written = await settleRows(chunk, JOB, { inDoubt: FAILED }, run.directory, settling);
    expect(written).toEqual({ counts: { ...NONE, unresolved: 2 } });
    expect(run.unresolved()).toMatchObject([
      { position: 0, ...FAILED, job: JOB.id, key: 'V0' },
      { position: 1, ...FAILED, job: JOB.id, key: 'V1' },
    ]);
  });

  it('moves rows in doubt into a chunk of their own, which knows the jobs that had them', async () => {
    const run = await runWithChunks();
    const chunk = await run.endedChunk(4);
    const proven = await run.errorsOf(chunk, [0]);
    const attributed = { proven, unattributed: 1, isInDoubt: (row: number) => row === 2 };
    const settling = {
      key: 'vin__c',
      recovery: LOOK_UP,
      resubmitJobsMax: 5,
      duplicates: WITHOUT_KEYS,
    };
    const { counts, inDoubt } = await settleRows(
      ...([chunk, JOB, { attributed }, run.directory, settling] as const),
    );
    expect(counts).toEqual({ ...NONE, loaded: 2, rejected: 1 });
    expect(inDoubt).toMatchObject({ rows: 1, because: { code: 'ERROR_UNATTRIBUTED' } });
    expect(inDoubt?.priorJobs).toEqual([{ job: JOB.id, endedAt: JOB.endedAt }]);
    const paths = run.directory.chunks.paths(inDoubt?.number ?? 0);
    expect(run.linesOf(paths.csv)).toEqual(['vin__c,doors__c', 'V2,2']);
    const records = inDoubt && (await run.recordsOf(inDoubt));
    expect(records).toEqual(['{"position":2,"at":"r:2","record":{"n":2}}']);
    expect(run.linesOf(paths.history)).toEqual(['{"rowNumbers":[4]}']);
  });

  it.each([
    ['looked up, since the first job may have stored it', LOOK_UP, INVALID, 'in doubt'],
    [
      'rejected, where the same update is refused for what is wrong with it',
      REPEAT,
      INVALID,
      'rejected',
    ],
    ['sent again, where the same update is refused for what passes', REPEAT, PASSING, 'in doubt'],
  ])('a row that a second job refuses is %s', async (_, recovery, refusal, expected) => {
    const run = await runWithChunks();
    const chunk = await run.endedChunk(1, [PRIOR_JOB]);
    const proven = await run.errorsOf(chunk, [0], refusal);
    const attributed = { proven, unattributed: 0, isInDoubt: () => false };
    const settling = { key: undefined, recovery, resubmitJobsMax: 5, duplicates: WITHOUT_KEYS };
    const written = await settleRows(chunk, JOB, { attributed }, run.directory, settling);
    expect(written.inDoubt === undefined ? 'rejected' : 'in doubt').toBe(expected);
    if (recovery !== LOOK_UP) return;
    expect(written.inDoubt?.priorJobs).toEqual([PRIOR_JOB, { job: JOB.id, endedAt: JOB.endedAt }]);
    const { history } = run.directory.chunks.paths(written.inDoubt?.number ?? 0);
    expect(run.linesOf(history)).toEqual([
      JSON.stringify({ rowNumbers: [100, 2], errors: [INVALID] }),
    ]);
  });

  it.each([
    ['are sent again', 1, undefined, { loaded: 1, rejected: 0 }, 2],
    ['are rejected once no more jobs may be used', 0, undefined, { rejected: 2 }, undefined],
    [
      ...(['are left unresolved then if an earlier job may have stored them', 0] as const),
      ...([[PRIOR_JOB], { loaded: 1, rejected: 0, unresolved: 2 }, undefined] as const),
    ],
  ])('rows that a job never came to %s', async (_, resubmitJobsMax, prior, counts, rows) => {
    const run = await runWithChunks();
    const chunk = await run.endedChunk(3, prior);
    const proven = await run.errorsOf(chunk, []);
    const isUnprocessed = (row: number) => row > 0;
    const attributed = { proven, unattributed: 0, isInDoubt: () => false, isUnprocessed };
    const settling = {
      key: undefined,
      recovery: undefined,
      resubmitJobsMax,
      duplicates: WITHOUT_KEYS,
    };
    const written = await settleRows(chunk, JOB, { attributed }, run.directory, settling);
    expect(written.counts).toMatchObject(counts);
    expect(written.again?.[0]?.rows).toBe(rows);
    expect(written.inDoubt).toBeUndefined();
  });

  it('gives every row exactly one place', async () => {
    const kind = fc.constantFrom('clean', 'error', 'maybe');
    const rows = fc.array(kind, { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(rows, fc.boolean(), fc.boolean(), async (kinds, isAll, canRecover) => {
        const run = await runWithChunks();
        const chunk = await run.endedChunk(kinds.length);
        const of = (wanted: string) => kinds.flatMap((one, row) => (one === wanted ? [row] : []));
        const proven = await run.errorsOf(chunk, of('error'));
        const isInDoubt = (row: number) => kinds[row] === 'maybe';
        const attributed = { proven, unattributed: of('maybe').length, isInDoubt };
        const proof = { attributed, ...(isAll && { inDoubt: FAILED }) };
        const settling = {
          key: undefined,
          recovery: canRecover ? LOOK_UP : undefined,
          resubmitJobsMax: 5,
          duplicates: WITHOUT_KEYS,
        };
        const { counts, inDoubt } = await settleRows(chunk, JOB, proof, run.directory, settling);
        const left = inDoubt === undefined ? [] : await run.recordsOf(inDoubt);
        const goingOn = left.map((line) => JSON.parse(line));
        const positions = (lines: { position: number }[]) => lines.map(({ position }) => position);
        const open = isAll ? [...of('clean'), ...of('maybe')].sort((a, b) => a - b) : of('maybe');
        expect(positions(run.rejected())).toEqual(of('error'));
        expect(positions(run.unresolved())).toEqual(canRecover ? [] : open);
        expect(positions(goingOn)).toEqual(canRecover ? open : []);
        expect(counts.loaded).toBe(isAll ? 0 : of('clean').length);
        expect(counts.rejected).toBe(of('error').length);
        expect(counts.unresolved).toBe(canRecover ? 0 : open.length);
      }),
      { numRuns: 60 },
    );
  });
});
