import { join } from 'node:path';
import type { RecordCounts, RetryLink, Summary } from '@rowferry/core';
import { resumeCommand, retryCommand, statusCommand } from './command-text.ts';
import { clock, count, counted } from './number-text.ts';
import { printableLine } from './printable.ts';
import type { Reason } from './reasons.ts';

/** How many reasons are listed at the end of a run; the rest are in the result files. */
const REASONS_SHOWN_MAX = 8;
const REJECTED_CONTENT = 'each rejected record, with its errors and its place in the source';
const UNRESOLVED_CONTENT = 'each record that may or may not have been stored';

/** What is printed at the end of a run in addition to the summary. */
export interface SummaryDetails {
  readonly reasons?: readonly Reason[];
  /**
   * Quotes messages, which may quote records. Names no next steps, because the tenant no longer exists at
   * the end.
   */
  readonly isDemonstration?: boolean;
  /** Whether another process began the run. This process does not know the reasons found there. */
  readonly isResumed?: boolean;
  /** The run that retries this one. */
  readonly retriedBy?: RetryLink | undefined;
}

/**
 * The text printed at the end of a run: counts, reasons, files, and what to do. What a server, a record or a file says
 * stays on its line.
 */
export function describeSummary(
  summary: Summary,
  runDir: string,
  details: SummaryDetails = {},
): string {
  return [
    headline(summary, details),
    ...countLines(summary.records),
    ...reasonLines(details),
    ...fileLines(summary, runDir),
    ...(details.isDemonstration ? [] : nextLines(summary, runDir, details)),
  ]
    .map(printableLine)
    .join('\n');
}

function headline(
  { status, records, jobs, startedAt, finishedAt }: Summary,
  { isResumed = false }: SummaryDetails,
): string {
  const seconds = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
  const outcome = { completed: 'Completed', stopped: 'Stopped', interrupted: 'Interrupted' }[
    status
  ];
  const sent = records.loaded + records.rejected + records.unresolved;
  // Days may pass between two processes of a run; a rate must not include them.
  const rate = seconds > 0 && !isResumed ? `, ${count(sent / seconds)} rows/s` : '';
  const read = counted(records.read, 'record');
  return `${outcome} after ${clock(seconds)}: ${read} read, ${counted(jobs.total, 'job')}${rate}.`;
}

/** One line per verdict, and one for records without a verdict. */
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
}: SummaryDetails): string[] {
  if (reasons.length === 0) return [];
  const width = Math.max(...reasons.map(({ records }) => count(records).length));
  const lines = reasons.slice(0, REASONS_SHOWN_MAX).flatMap((reason) => {
    const { code, column, by, records, examples } = reason;
    const where = column === undefined ? '' : ` in ${column}`;
    const verdict = by === undefined ? 'unresolved' : `rejected by ${by}`;
    const others = duplicatesText(reason);
    const line = `  ${count(records).padStart(width)} × ${code}${where} (${verdict})${others}`;
    return isDemonstration ? [line, ...examples.map((example) => `      ${example}`)] : [line];
  });
  const rest = reasons.length - REASONS_SHOWN_MAX;
  const title = isResumed ? 'Reasons since it was resumed:' : 'Reasons:';
  return [title, ...lines, ...(rest > 0 ? [`  … and ${counted(rest, 'other reason')}`] : [])];
}

/** Where the other records are that have the same keys. */
function duplicatesText({ duplicates: { source, tenant } }: Reason): string {
  const parts = [
    ...(source > 0 ? [`${count(source)} with a key that the source has twice`] : []),
    ...(tenant > 0 ? [`${count(tenant)} with a key that the tenant had before`] : []),
  ];
  return parts.length === 0 ? '' : `: ${parts.join(', ')}`;
}

function fileLines({ records }: Summary, runDir: string): string[] {
  const files = [
    { name: 'rejected.jsonl', isWritten: records.rejected > 0, content: REJECTED_CONTENT },
    { name: 'unresolved.jsonl', isWritten: records.unresolved > 0, content: UNRESOLVED_CONTENT },
    { name: 'summary.json', isWritten: true, content: 'these counts' },
  ].filter(({ isWritten }) => isWritten);
  const width = Math.max(...files.map(({ name }) => join(runDir, name).length));
  const lines = files.map(
    ({ name, content }) => `  ${join(runDir, name).padEnd(width)}  ${content}`,
  );
  return ['Files:', ...lines];
}

function nextLines(
  { status, records }: Summary,
  runDir: string,
  { retriedBy, reasons = [] }: SummaryDetails,
): string[] {
  const unread = reasons.filter(({ by }) => by === 'source');
  const unreadCount = unread.reduce((sum, reason) => sum + reason.records, 0);
  return status === 'completed'
    ? finishedLines(records, runDir, retriedBy, unreadCount)
    : ['Next:', ...resumeLines(runDir)];
}

/** What to do after a finished run. `unread`: how many records are known to have been rejected by the source. */
export function finishedLines(
  records: RecordCounts,
  runDir: string,
  retriedBy: RetryLink | undefined,
  unread = 0,
): string[] {
  if (retriedBy !== undefined) {
    const { runId, runDir: retryDir } = retriedBy;
    return [`Run ${runId} retries this run:`, `  ${statusCommand(retryDir)}`];
  }
  const lines = retryLines(records, runDir, unread);
  return lines.length === 0 ? [] : ['Next:', ...lines];
}

function resumeLines(runDir: string): string[] {
  return [
    '  Fix what stopped the run, if anything did, then continue it:',
    `    ${resumeCommand(runDir)}`,
    '  A new run of the same source would load the loaded records again.',
  ];
}

/** What to do about records that a finished run did not load. */
function retryLines(
  { rejected, unresolved }: RecordCounts,
  runDir: string,
  unread: number,
): string[] {
  if (rejected + unresolved === 0) return [];
  const needsCopy = unread > 0 && unread === rejected && unresolved === 0;
  const option = needsCopy ? ' --rejected <copy>' : ' [--rejected <copy>]';
  return [
    ...(rejected > 0
      ? fixLines(join(runDir, 'rejected.jsonl'), unread, needsCopy)
      : ['  To retry the records that a lookup by key proves absent:']),
    `    ${retryCommand(runDir)}${rejected > 0 ? option : ''}`,
    ...(unresolved > 0
      ? ['  Look up the remaining unresolved records in Zuora before you load them yourself.']
      : []),
  ];
}

function fixLines(file: string, unread: number, needsCopy: boolean): string[] {
  if (unread === 0) return [`  Fix the migration, or the records in a copy of ${file}, then:`];
  const fix = needsCopy
    ? `  In a copy of ${file},`
    : `  Fix the migration, or the records in a copy of ${file};`;
  return [
    `${fix} add a \`record\` to each line that has none.`,
    '  A line without it is left out, also of later retries. Then:',
  ];
}
