import type { Verdict } from '@rowferry/core';
import { describe, expect, it } from 'vitest';
import { ACTIVE_MAX, type Row } from './books.ts';
import { type OtherRun, seededRun } from './seeded-run.ts';

const FROM = Number(process.env['SIM_SEED'] ?? 1);
const SEEDS = Array.from({ length: 150 }, (_, index) => FROM + index);

/** Judges a run by the books of the tenant. */
function faultsOf({ operation, records, books, verdicts, summary, mishaps, codes }: OtherRun) {
  const faults = [...mishaps];
  const fault = (text: string) => void faults.push(text);
  if (summary === undefined) fault(`it never completed: ${codes.join(', ')}`);
  const { read, skipped, loaded, rejected, unresolved } = summary?.records ?? {
    ...{ read: 0, skipped: 0, loaded: 0, rejected: 0, unresolved: 0 },
  };
  if (read !== records.length || read !== skipped + loaded + rejected + unresolved) {
    fault(`the counts are ${JSON.stringify(summary?.records)} for ${records.length} records`);
  }
  const timesStored = (record: Row) =>
    operation === 'create'
      ? books.created.filter((row) => isSame(row, record)).length
      : Number(isSame(books.upserted.get(record['sku'] ?? ''), record));
  const mayHide = [...books.jobs.values()].some(({ hidden }) => hidden > 0);
  const all = [...verdicts.values()];
  for (const [position, record] of records.entries()) {
    const verdict = verdicts.get(position);
    const outcome = verdict?.outcome;
    const same = all.filter((one) => isSame(records[one.position], record));
    const of = (wanted: string) => same.filter((one) => one.outcome === wanted).length;
    const stored = timesStored(record);
    if (outcome === undefined) fault(`${position} has no verdict`);
    if (stored < of('loaded')) fault(`${position} is loaded, and not stored`);
    if (stored > of('loaded') + of('unresolved')) fault(`${position} is stored too often`);
    if (verdict?.outcome === 'rejected' && record['bad'] === '' && !wasNeverReached(verdict)) {
      fault(`${position} is good, and rejected`);
    }
    if (outcome === 'unresolved' && !mayHide && same.length === 1) {
      fault(`${position} is unresolved, although every list was whole`);
    }
  }
  for (const { id, state } of books.jobs.values()) {
    if (state === 'OPEN' || state === 'RUNNING') fault(`${id} was left ${state}`);
  }
  if (books.activePeak > ACTIVE_MAX) fault(`${books.activePeak} jobs at the same time`);
  return faults;
}

/** Whether no job came to the record, of as many as a seed allows. */
function wasNeverReached({ errors }: Extract<Verdict, { outcome: 'rejected' }>): boolean {
  return errors.every(({ message }) => message?.startsWith('no job came'));
}

function isSame(one: Row | undefined, other: Row): boolean {
  return one !== undefined && ['sku', 'note', 'bad'].every((name) => one[name] === other[name]);
}

describe('a target with the opposite traits', () => {
  it.each(SEEDS)('seed %i keeps every promise', async (seed) => {
    expect(faultsOf(await seededRun(seed))).toEqual([]);
  });

  it('is used by as many jobs as it allows, sends again what a job never came to', async () => {
    const runs = await Promise.all(SEEDS.slice(0, 60).map(seededRun));
    expect(Math.max(...runs.map(({ books }) => books.activePeak))).toBe(ACTIVE_MAX);
    const fates = runs.flatMap(({ books }) => [...books.jobs.values()].flatMap((job) => job.fates));
    expect(fates.some(({ outcome }) => outcome === 'unprocessed')).toBe(true);
    expect(runs.some(({ operation }) => operation === 'upsert')).toBe(true);
  });
});
