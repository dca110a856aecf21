import { isDiskFull } from '../run/ending.ts';
import type { Ran } from '../run/ran.ts';
import { type Entry, journalOf, type Part, summaryOf } from '../run/run-files.ts';

const VERDICTS = ['skipped', 'loaded', 'rejected', 'unresolved'] as const;

/** Holds the journal against itself and against the summary. */
export function judgeJournal(ran: Ran): string[] {
  const { entries, damaged } = journalOf(ran);
  return [
    ...damaged.map((line) => `a line of the journal has another checksum: ${line}`),
    ...judgeSegments(entries),
    ...judgeRows(entries, ran.ending.status === 'completed'),
    ...judgeSums(entries, ran),
    ...judgeOpenJobs(entries, ran),
    ...judgeUnfinished(entries, ran),
  ];
}

/** The source is cut without gaps. */
function judgeSegments(entries: readonly Entry[]): string[] {
  const faults: string[] = [];
  let reached = 0;
  for (const entry of entries) {
    if (entry.type !== 'segment') continue;
    if (entry.from !== reached) faults.push(`cut from ${entry.from}, not from ${reached}`);
    reached = entry.to;
  }
  return faults;
}

/** Each row of a chunk is settled once, or goes on in another chunk. */
function judgeRows(entries: readonly Entry[], isCompleted: boolean): string[] {
  const left = new Map<number, number>();
  const faults: string[] = [];
  const open = ({ number, rows }: Part) => void left.set(number, rows);
  const take = (chunk: number, rows: number, how: string) => {
    const before = left.get(chunk);
    if (before === undefined) faults.push(`chunk ${chunk} is ${how}, but was never cut`);
    else if (before < rows) faults.push(`chunk ${chunk} is ${how} with ${rows} of ${before} rows`);
    left.set(chunk, (before ?? rows) - rows);
  };
  for (const entry of entries) {
    if (entry.type === 'segment') {
      const { number, rows, rejected, skipped } = entry;
      open({ number, rows: rows + rejected + skipped });
    }
    if (entry.type === 'split') {
      entry.into.forEach(open);
      take(entry.chunk, rowsOf(entry.into), 'split');
    }
    if (entry.type === 'settled') {
      const { chunk, counts, inDoubt, again = [] } = entry;
      const parts = inDoubt === undefined ? again : [inDoubt, ...again];
      parts.forEach(open);
      const settled = VERDICTS.reduce((sum, verdict) => sum + counts[verdict], 0);
      take(chunk, settled + rowsOf(parts), 'settled');
    }
  }
  const unsettled = isCompleted ? [...left].filter(([, rows]) => rows > 0) : [];
  return [...faults, ...unsettled.map(([chunk, rows]) => `chunk ${chunk} keeps ${rows} rows`)];
}

function rowsOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { rows }) => sum + rows, 0);
}

function judgeSums(entries: readonly Entry[], ran: Ran): string[] {
  const summary = summaryOf(ran);
  if (summary === undefined || isDiskFull(ran)) return [];
  return VERDICTS.flatMap((verdict) => {
    const settled = entries
      .filter(({ type }) => type === 'settled')
      .reduce((sum, { counts }) => sum + counts[verdict], 0);
    const counted = summary.records[verdict];
    if (counted === settled) return [];
    return [`the journal settles ${settled} ${verdict}, the summary has ${counted}`];
  });
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

/** Whatever a chunk becomes, a process has few segments of the source in mind at one time. */
function judgeUnfinished(entries: readonly Entry[], { seeded }: Ran): string[] {
  const local = new Set<number>();
  /** The segment that each chunk comes from; chunks whose verdicts were notified are left out. */
  const origins = new Map<number, number>();
  let peak = 0;
  for (const { type, of, number, rows, chunk, into, inDoubt, again = [], ...cut } of entries) {
    if (type === 'segment' && cut.rejected + cut.skipped > 0) local.add(number);
    if (type === 'segment' && rows > 0) origins.set(number, number);
    const parts = type === 'split' ? into : inDoubt === undefined ? again : [inDoubt, ...again];
    for (const part of parts) origins.set(part.number, origins.get(chunk) ?? chunk);
    if (type === 'split') origins.delete(chunk);
    if (type === 'notified') (of === 'segment' ? local : origins).delete(chunk);
    peak = Math.max(peak, new Set([...local, ...origins.values()]).size);
  }
  // As many wait for their verdicts as may, one has a slot as well, and one is cut.
  const peakMax = 2 * (seeded.jobs.concurrency ?? 5) + 2;
  return peak > peakMax ? [`${peak} segments of the source were unfinished at one time`] : [];
}
