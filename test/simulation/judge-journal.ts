import type { Ran } from './run-case.ts';
import { type Entry, journalOf, summaryOf } from './run-files.ts';

const VERDICTS = ['skipped', 'loaded', 'rejected', 'unresolved'] as const;

/** Holds the journal against itself and against the summary. */
export function judgeJournal(ran: Ran): string[] {
  const { entries, torn } = journalOf(ran);
  return [
    ...torn.map((line) => `a line of the journal has another checksum: ${line}`),
    ...judgeStretches(entries),
    ...judgeSettlings(entries, ran),
    ...judgeOpenJobs(entries, ran),
  ];
}

/** The source is cut without gaps, and a split loses no row. */
function judgeStretches(entries: readonly Entry[]): string[] {
  const faults: string[] = [];
  const rows = new Map<number, number>();
  let reached = 0;
  for (const entry of entries) {
    if (entry.type === 'cut') {
      if (entry.from !== reached) faults.push(`cut from ${entry.from}, not from ${reached}`);
      reached = entry.to;
      rows.set(entry.number, entry.rows);
    }
    if (entry.type === 'split') {
      const sum = entry.into.reduce((total, part) => total + part.rows, 0);
      if (sum !== rows.get(entry.chunk))
        faults.push(`chunk ${entry.chunk} loses rows in its split`);
      for (const part of entry.into) rows.set(part.number, part.rows);
    }
  }
  return faults;
}

function judgeSettlings(entries: readonly Entry[], ran: Ran): string[] {
  const faults: string[] = [];
  const seen = new Set<string>();
  const total = { skipped: 0, loaded: 0, rejected: 0, unresolved: 0 };
  for (const { type, chunk, job = 'local', counts } of entries) {
    if (type !== 'settled') continue;
    const settling = `chunk ${chunk} (${job})`;
    if (seen.has(settling)) faults.push(`${settling} is settled twice`);
    seen.add(settling);
    for (const verdict of VERDICTS) total[verdict] += counts[verdict];
  }
  const summary = summaryOf(ran);
  if (summary === undefined || ran.seeded.diskFailsAt !== undefined) return faults;
  for (const verdict of VERDICTS) {
    const counted = summary.records[verdict];
    if (counted === total[verdict]) continue;
    faults.push(`the journal settles ${total[verdict]} ${verdict}, the summary has ${counted}`);
  }
  return faults;
}

/** Never more jobs than slots, and no upload to a job that the journal does not know. */
function judgeOpenJobs(entries: readonly Entry[], { seeded }: Ran): string[] {
  const faults: string[] = [];
  const created = new Set<string>();
  const open = new Set<string>();
  const slots = seeded.jobs.concurrency ?? 5;
  for (const { type, job = '' } of entries) {
    if (type === 'created') {
      created.add(job);
      open.add(job);
      if (open.size > slots) faults.push(`${open.size} jobs are open in ${slots} slots`);
    }
    if (type === 'ended' || type === 'unused') open.delete(job);
    if (type === 'uploading' && !created.has(job)) faults.push(`${job} takes a file uncreated`);
  }
  return faults;
}
