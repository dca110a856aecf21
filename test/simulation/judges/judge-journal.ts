import { isDiskFull } from '../run/ending.ts';
import { type Entry, journalOf, type Part, summaryOf } from '../run/run-files.ts';
import type { RunResult } from '../run/run-result.ts';

const VERDICTS = ['skipped', 'loaded', 'rejected', 'unresolved'] as const;

/** Checks that the journal is consistent with itself and with the summary. */
export function judgeJournal(result: RunResult): string[] {
  const { entries, damaged } = journalOf(result);
  return [
    ...damaged.map((line) => `a line of the journal has a wrong checksum: ${line}`),
    ...judgeSegments(entries),
    ...judgeRows(entries, result.ending.status === 'completed'),
    ...judgeSums(entries, result),
    ...judgeOpenJobs(entries, result),
    ...judgeUnfinished(entries, result),
  ];
}

/** The segments of the source have no gaps. */
function judgeSegments(entries: readonly Entry[]): string[] {
  const faults: string[] = [];
  let reached = 0;
  for (const entry of entries) {
    if (entry.type !== 'segment') continue;
    if (entry.from !== reached)
      faults.push(`a segment starts at ${entry.from} instead of ${reached}`);
    reached = entry.to;
  }
  return faults;
}

/** Each row of a chunk is settled once, or continues in another chunk. */
function judgeRows(entries: readonly Entry[], isCompleted: boolean): string[] {
  const left = new Map<number, number>();
  const faults: string[] = [];
  const open = ({ number, rows }: Part) => void left.set(number, rows);
  const take = (chunk: number, rows: number, how: string) => {
    const before = left.get(chunk);
    if (before === undefined) faults.push(`chunk ${chunk} is ${how}, but was never created`);
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

function judgeSums(entries: readonly Entry[], result: RunResult): string[] {
  const summary = summaryOf(result);
  if (summary === undefined || isDiskFull(result)) return [];
  return VERDICTS.flatMap((verdict) => {
    const settled = entries
      .filter(({ type }) => type === 'settled')
      .reduce((sum, { counts }) => sum + counts[verdict], 0);
    const counted = summary.records[verdict];
    if (counted === settled) return [];
    return [`the journal settles ${settled} ${verdict}, the summary has ${counted}`];
  });
}

/** There are never more jobs than slots, and no upload to a job that the journal does not contain. */
function judgeOpenJobs(entries: readonly Entry[], { seeded }: RunResult): string[] {
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
    if (type === 'uploading' && !created.has(job))
      faults.push(`${job} gets a file, but was not created`);
  }
  return faults;
}

/** A process has only few unfinished segments at one time, whatever happens to their chunks. */
function judgeUnfinished(entries: readonly Entry[], { seeded }: RunResult): string[] {
  const local = new Set<number>();
  /** The segment that each chunk comes from; chunks whose verdicts were notified are left out. */
  const origins = new Map<number, number>();
  let peak = 0;
  for (const { type, of, number, rows, chunk, into, inDoubt, again = [], ...segment } of entries) {
    if (type === 'segment' && segment.rejected + segment.skipped > 0) local.add(number);
    if (type === 'segment' && rows > 0) origins.set(number, number);
    const parts = type === 'split' ? into : inDoubt === undefined ? again : [inDoubt, ...again];
    for (const part of parts) origins.set(part.number, origins.get(chunk) ?? chunk);
    if (type === 'split') origins.delete(chunk);
    if (type === 'notified') (of === 'segment' ? local : origins).delete(chunk);
    peak = Math.max(peak, new Set([...local, ...origins.values()]).size);
  }
  // The maximum in slots, ready for one, and waiting for their verdicts; one more with a slot, and one that is read.
  const peakMax = 3 * (seeded.jobs.concurrency ?? 5) + 2;
  return peak > peakMax ? [`${peak} segments of the source were unfinished at one time`] : [];
}
