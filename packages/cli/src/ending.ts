import { join } from 'node:path';
import type { RecordCounts, RetryLink, Summary } from '@rowferry/core';
import { clock, count, counted } from './numbers.ts';
import type { Reason } from './reasons.ts';
import { resumeCommand, retryCommand, statusCommand } from './shell-word.ts';

/** Reasons that the end of a run names; the rest is in the result files. */
const REASONS_SHOWN_MAX = 8;
const REJECTED_HOLDS = 'each rejected record with its errors and its place';
const UNRESOLVED_HOLDS = 'each record of which nobody can tell whether it was stored';

/** What the end of a run shows beside its summary. */
export interface Shown {
  readonly reasons?: readonly Reason[];
  /** Messages are quoted, which may quote records; the tenant is gone at the end, and nothing is left to do. */
  readonly isDemonstration?: boolean;
  /** Whether another process began the run: its reasons are not known to this one. */
  readonly isResumed?: boolean;
  /** The run that was started from what this one refused. */
  readonly retriedBy?: RetryLink | undefined;
}

/** What people are told when a run is over: counts, reasons, files, and what to do. */
export function describeEnding(summary: Summary, runDir: string, shown: Shown = {}): string {
  return [
    headline(summary, shown),
    ...countLines(summary.records),
    ...reasonLines(shown),
    ...fileLines(summary, runDir),
    ...(shown.isDemonstration ? [] : nextLines(summary, runDir, shown)),
  ].join('\n');
}

function headline(
  { status, records, jobs, startedAt, finishedAt }: Summary,
  { isResumed = false }: Shown,
): string {
  const seconds = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
  const how = { completed: 'Completed', stopped: 'Stopped', interrupted: 'Interrupted' }[status];
  const sent = records.loaded + records.rejected + records.unresolved;
  // Between two processes of a run days may lie, which no rate should count.
  const rate = seconds > 0 && !isResumed ? `, ${count(sent / seconds)} rows/s` : '';
  const read = counted(records.read, 'record');
  return `${how} after ${clock(seconds)}: ${read} read, ${counted(jobs.total, 'job')}${rate}.`;
}

/** One line a verdict, and one for what has none yet. */
export function countLines(records: RecordCounts): string[] {
  const width = count(records.read).length;
  const { loaded, rejected, skipped, unresolved } = records;
  const unsettled = records.read - loaded - rejected - skipped - unresolved;
  const line = (word: string, number: number) =>
    `  ${word.padEnd(10)} ${count(number).padStart(width)}`;
  return [
    line('loaded', loaded),
    line('rejected', rejected),
    line('skipped', skipped),
    line('unresolved', unresolved),
    ...(unsettled > 0 ? [line('unsettled', unsettled)] : []),
  ];
}

function reasonLines({
  reasons = [],
  isDemonstration = false,
  isResumed = false,
}: Shown): string[] {
  if (reasons.length === 0) return [];
  const width = Math.max(...reasons.map(({ records }) => count(records).length));
  const lines = reasons.slice(0, REASONS_SHOWN_MAX).flatMap((reason) => {
    const { code, column, by, records, examples } = reason;
    const where = column === undefined ? '' : ` in ${column}`;
    const who = by === undefined ? 'unresolved' : `refused by ${by}`;
    const line = `  ${count(records).padStart(width)} × ${code}${where} (${who})`;
    return isDemonstration ? [line, ...examples.map((example) => `      ${example}`)] : [line];
  });
  const rest = reasons.length - REASONS_SHOWN_MAX;
  const title = isResumed ? 'Reasons since it was resumed:' : 'Reasons:';
  return [title, ...lines, ...(rest > 0 ? [`  … and ${counted(rest, 'other reason')}`] : [])];
}

function fileLines({ records }: Summary, runDir: string): string[] {
  const files = [
    { name: 'rejected.jsonl', isThere: records.rejected > 0, holds: REJECTED_HOLDS },
    { name: 'unresolved.jsonl', isThere: records.unresolved > 0, holds: UNRESOLVED_HOLDS },
    { name: 'summary.json', isThere: true, holds: 'these counts' },
  ].filter(({ isThere }) => isThere);
  const width = Math.max(...files.map(({ name }) => join(runDir, name).length));
  const lines = files.map(({ name, holds }) => `  ${join(runDir, name).padEnd(width)}  ${holds}`);
  return ['Files:', ...lines];
}

function nextLines({ status, records }: Summary, runDir: string, { retriedBy }: Shown): string[] {
  return status === 'completed'
    ? overLines(records, runDir, retriedBy)
    : ['Next:', ...goOnLines(runDir)];
}

/** What comes after a run that is over. */
export function overLines(
  records: RecordCounts,
  runDir: string,
  retriedBy: RetryLink | undefined,
): string[] {
  if (retriedBy !== undefined) {
    const { runId, runDir: by } = retriedBy;
    return [`Run ${runId} retries what it refused:`, `  ${statusCommand(by)}`];
  }
  const lines = refusedLines(records, runDir);
  return lines.length === 0 ? [] : ['Next:', ...lines];
}

function goOnLines(runDir: string): string[] {
  return [
    '  Go on from here, once nothing stands in the way:',
    `    ${resumeCommand(runDir)}`,
    '  A new run of the same source would load again what is loaded.',
  ];
}

/** What to do about records that a run which is over did not load. */
function refusedLines({ rejected, unresolved }: RecordCounts, runDir: string): string[] {
  if (rejected + unresolved === 0) return [];
  const mended = `  Mend the migration, or the records in a copy of ${join(runDir, 'rejected.jsonl')}, then:`;
  return [
    rejected > 0 ? mended : '  What a look-up by key proves absent is moved again by:',
    `    ${retryCommand(runDir)}${rejected > 0 ? ' [--rejected <copy>]' : ''}`,
    ...(unresolved > 0
      ? ['  Look up what stays unresolved in Zuora before you load it yourself.']
      : []),
  ];
}
