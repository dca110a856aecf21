import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Resolution } from '../in-doubt/resolution.ts';
import { settleInDoubt } from './settle-in-doubt.ts';
import { INVALID, PRIOR_JOB, REFUSAL, runWithChunks, WITHOUT_KEYS } from './verdicts.fixture.ts';

const FAILED = { code: 'JOB_FAILED', reason: 'it failed' } as const;
const UNATTRIBUTED = { code: 'ERROR_UNATTRIBUTED', reason: 'it names no row' } as const;
const GIVEN = { key: 'vin__c', resubmitJobsMax: 10, duplicates: WITHOUT_KEYS };
const AGAIN: Resolution = { fate: 'again' };

describe('settleInDoubt', () => {
  it('writes what was found of each row', async () => {
    const run = await runWithChunks();
    const history = [
      { rowNumbers: [2] },
      { rowNumbers: [3], errors: [INVALID] },
      { rowNumbers: [4] },
      { rowNumbers: [5] },
    ];
    const inDoubt = await run.inDoubtChunk(history, FAILED);
    const because = { code: 'KEY_TWICE', reason: 'twice' } as const;
    const resolutions: Resolution[] = [
      { fate: 'loaded', by: { job: 'job-1', row: 2 } },
      { fate: 'rejected' },
      { fate: 'unresolved', because },
      AGAIN,
    ];
    const written = await settleInDoubt(inDoubt, resolutions, run.directory, GIVEN);
    expect(written.counts).toEqual({ skipped: 0, loaded: 1, rejected: 1, unresolved: 1 });
    expect(run.rejected()).toMatchObject([
      { position: 1, record: { n: 1 }, by: 'target', errors: [REFUSAL], job: 'job-1', row: 3 },
    ]);
    expect(run.unresolved()).toMatchObject([{ position: 2, ...because, job: 'job-1', key: 'V2' }]);
    expect(written.again).toMatchObject([{ rows: 1, priorJobs: [PRIOR_JOB] }]);
    const paths = run.directory.chunks.paths(written.again?.[0]?.number ?? 0);
    expect(run.linesOf(paths.csv)).toEqual(['vin__c,doors__c', 'V3,3']);
    expect(run.linesOf(paths.history)).toEqual(['{"rowNumbers":[5]}']);
    const { resolved } = run.directory.chunks.paths(written.resolved ?? 0);
    expect(run.linesOf(resolved)).toEqual(
      [{ job: 'job-1', row: 2 }, 'rejected', 'unresolved', 'again'].map((one) =>
        JSON.stringify(one),
      ),
    );
  });

  it.each([
    ['an error without a row number: in halves', UNATTRIBUTED, 10, [3, 2]],
    ['the same, with one job left: in one chunk', UNATTRIBUTED, 1, [5]],
    ['a job that failed: in one chunk', FAILED, 10, [5]],
    ['no job left: not at all', UNATTRIBUTED, 0, []],
  ])('sends rows again after %s', async (_, because, resubmitJobsMax, parts) => {
    const run = await runWithChunks();
    const rows = Array.from({ length: 5 }, (_, row) => ({ rowNumbers: [row + 2] }));
    const inDoubt = await run.inDoubtChunk(rows, because);
    const resolutions = rows.map(() => AGAIN);
    const given = { key: undefined, resubmitJobsMax, duplicates: WITHOUT_KEYS };
    const written = await settleInDoubt(inDoubt, resolutions, run.directory, given);
    expect((written.again ?? []).map((chunk) => chunk.rows)).toEqual(parts);
    const codes = new Set(run.unresolved().map(({ code }) => code));
    expect([...codes]).toEqual(parts.length === 0 ? ['RESUBMITS_EXHAUSTED'] : []);
    expect(run.unresolved()).toHaveLength(parts.length === 0 ? 5 : 0);
  });

  it('gives every row exactly one place', async () => {
    const resolution = fc.constantFrom<Resolution>(
      { fate: 'loaded' },
      { fate: 'rejected' },
      { fate: 'unresolved', because: FAILED },
      AGAIN,
    );
    const all = fc.array(resolution, { minLength: 1, maxLength: 20 });
    const why = fc.constantFrom(FAILED, UNATTRIBUTED);
    await fc.assert(
      fc.asyncProperty(all, why, fc.nat(3), async (resolutions, because, resubmitJobsMax) => {
        const run = await runWithChunks();
        const history = resolutions.map((_, row) => ({ rowNumbers: [row + 2], errors: [INVALID] }));
        const inDoubt = await run.inDoubtChunk(history, because);
        const given = { key: undefined, resubmitJobsMax, duplicates: WITHOUT_KEYS };
        const { counts, again = [] } = await settleInDoubt(
          ...([inDoubt, resolutions, run.directory, given] as const),
        );
        const places = [...run.rejected(), ...run.unresolved()].map(({ position }) => position);
        const records = (await Promise.all(again.map(run.recordsOf))).flat();
        const sent = records.map((line) => JSON.parse(line).position);
        const loaded = resolutions.flatMap(({ fate }, row) => (fate === 'loaded' ? [row] : []));
        const rows = [...places, ...sent, ...loaded].sort((a, b) => a - b);
        expect(rows).toEqual(resolutions.map((_, row) => row));
        expect(counts).toEqual({
          ...{ skipped: 0, loaded: loaded.length },
          ...{ rejected: run.rejected().length, unresolved: run.unresolved().length },
        });
        expect(again.length).toBeLessThanOrEqual(resubmitJobsMax);
      }),
      { numRuns: 60 },
    );
  });
});
