import { describe, expect, it } from 'vitest';
import type { Proof } from '../attribution/proof.ts';
import type { Chunk } from '../chunks/chunk.ts';
import type { InDoubtChunk } from '../chunks/in-doubt.ts';
import type { Verdict } from '../contract/verdict.ts';
import { hooksOf } from '../hooks.ts';
import { knownOfTenant, ledgerOf } from './ledger.ts';
import { JOB, LOOK_UP, runWithChunks, WITHOUT_KEYS } from './verdicts.fixture.ts';

type Run = Awaited<ReturnType<typeof runWithChunks>>;

/** A ledger whose plugin records what it is notified of, and what is on disk by then. */
function watchedLedger(run: Run, prove: (chunk: Chunk) => Promise<Proof>, fails = () => false) {
  const notified: string[] = [];
  const seen: { lines: number; journal: string }[] = [];
  const onVerdicts = (verdicts: readonly Verdict[]) => {
    if (fails()) throw new Error('not now');
    notified.push(...verdicts.map(({ outcome, position }) => `${position} ${outcome}`));
    const journal = run.linesOf('/run/journal.jsonl').at(-1) ?? '';
    seen.push({ lines: run.rejected().length, journal });
  };
  const known = knownOfTenant(run.directory.journal.state);
  const ledger = ledgerOf(run.directory, {
    ...{ prove, known, recovery: LOOK_UP, key: 'vin__c' },
    ...{
      resubmitJobsMax: 10,
      duplicates: WITHOUT_KEYS,
      hooks: hooksOf([{ name: 'watch', onVerdicts }]),
    },
  });
  return { ledger, notified, seen, known };
}

const refusing = (run: Run, rows: readonly number[]) => async (chunk: Chunk) => ({
  attributed: { proven: await run.errorsOf(chunk, rows), unattributed: 0, isInDoubt: () => false },
});

describe('the ledger', () => {
  it('notifies plugins after result file and journal, and removes the chunk last', async () => {
    const run = await runWithChunks();
    const chunk = await run.endedChunk(2);
    const { ledger, notified, seen } = watchedLedger(run, refusing(run, [1]));
    expect(await ledger.settleJob({ chunk, job: JOB })).toEqual({ inDoubt: undefined, again: [] });
    expect(notified).toEqual(['0 loaded', '1 rejected']);
    expect(seen[0]?.lines).toBe(1);
    expect(seen[0]?.journal).toContain('"settled"');
    expect(run.linesOf('/run/journal.jsonl').at(-1)).toContain('"notified"');
    expect([...run.world.files.keys()].filter((path) => path.includes('/chunks/0'))).toEqual([]);
    expect(run.directory.journal.state.records).toMatchObject({ loaded: 1, rejected: 1 });
  });

  it('notifies again, of the same verdicts, where a plugin was not notified to the end', async () => {
    const run = await runWithChunks();
    const chunk = await run.endedChunk(2);
    let isDown = true;
    const first = watchedLedger(run, refusing(run, [0]), () => isDown);
    await expect(first.ledger.settleJob({ chunk, job: JOB })).rejects.toThrow('not now');
    isDown = false;
    const second = watchedLedger(run, refusing(run, []));
    await second.ledger.notifyAgain();
    expect(second.notified).toEqual(['0 rejected', '1 loaded']);
    expect(run.rejected()).toHaveLength(1);
    expect(run.directory.journal.state.chunks.size).toBe(0);
  });

  it('cuts off the lines of a settling that failed before the next one', async () => {
    const run = await runWithChunks();
    const [first, second] = [await run.endedChunk(1), await run.endedChunk(1)];
    const { journal } = run.directory;
    const { append } = journal;
    journal.append = async () => {
      throw new Error('disk full');
    };
    const { ledger } = watchedLedger(run, refusing(run, [0]));
    await expect(ledger.settleJob({ chunk: first, job: JOB })).rejects.toThrow('disk full');
    expect(run.rejected()).toHaveLength(1);
    journal.append = append;
    await ledger.settleJob({ chunk: second, job: JOB });
    expect(run.rejected()).toHaveLength(1);
    expect(run.directory.journal.state.records.rejected).toBe(1);
  });

  it('cuts off what a failed settling of rows in doubt left as well', async () => {
    const run = await runWithChunks();
    const chunk = await run.endedChunk(1);
    const because = { code: 'JOB_FAILED', reason: 'it failed' } as const;
    const { ledger } = watchedLedger(run, async () => ({ inDoubt: because }));
    const settled = await ledger.settleJob({ chunk, job: JOB });
    const inDoubt = settled.inDoubt as InDoubtChunk;
    const { journal } = run.directory;
    const { append } = journal;
    journal.append = async () => {
      throw new Error('disk full');
    };
    const resolutions = [{ fate: 'unresolved', because }] as const;
    await expect(ledger.settleInDoubt(inDoubt, resolutions)).rejects.toThrow('disk full');
    expect(run.unresolved()).toHaveLength(1);
    journal.append = append;
    await ledger.settleInDoubt(inDoubt, resolutions);
    expect(run.unresolved()).toHaveLength(1);
  });

  it('keeps what is known of the tenant for a later process', async () => {
    const run = await runWithChunks();
    const chunk = await run.endedChunk(1);
    const { ledger, known } = watchedLedger(run, refusing(run, [0]));
    known.refuted.add('records');
    known.countsStored = true;
    await ledger.settleJob({ chunk, job: JOB });
    expect(knownOfTenant(run.directory.journal.state)).toEqual({
      refuted: new Set(['records']),
      countsStored: true,
    });
  });

  it('settles one chunk at a time, however many end together', async () => {
    const run = await runWithChunks();
    const chunks = [];
    for (let count = 0; count < 5; count++) chunks.push(await run.endedChunk(3));
    const { rejected } = run.directory;
    const { append } = rejected;
    rejected.append = async (bytes) => {
      await append(bytes);
      await run.world.sleep(10, new AbortController().signal);
    };
    const { ledger, notified } = watchedLedger(run, refusing(run, [0, 2]));
    await Promise.all(chunks.map((chunk) => ledger.settleJob({ chunk, job: JOB })));
    const { records, rejectedBytes } = run.directory.journal.state;
    expect(records).toMatchObject({ loaded: 5, rejected: 10 });
    const each = ['0 rejected', '1 loaded', '2 rejected'];
    expect(notified).toEqual(chunks.flatMap(() => each));
    expect(run.rejected()).toHaveLength(10);
    expect(run.world.files.get('/run/rejected.jsonl')?.length).toBe(rejectedBytes);
  });

  it('settles rows in doubt by what was found, and gives the chunks that are sent again', async () => {
    const run = await runWithChunks();
    const chunk = await run.endedChunk(2);
    const because = { code: 'JOB_FAILED', reason: 'it failed' } as const;
    const { ledger, notified } = watchedLedger(run, async () => ({ inDoubt: because }));
    const { inDoubt } = await ledger.settleJob({ chunk, job: JOB });
    expect(notified).toEqual([]);
    const by = { job: JOB.id, row: 2 };
    const resolutions = [{ fate: 'loaded', by }, { fate: 'again' }] as const;
    const again = await ledger.settleInDoubt(inDoubt as NonNullable<typeof inDoubt>, resolutions);
    expect(notified).toEqual(['0 loaded']);
    expect(again).toMatchObject([{ chunk: { rows: 1, priorJobs: [{ job: JOB.id }] } }]);
  });
});
