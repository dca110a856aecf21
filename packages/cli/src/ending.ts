import { join } from 'node:path';
import type { Summary } from '@rowferry/core';
import { clock, count, counted } from './numbers.ts';
import type { Reason } from './reasons.ts';

/** Reasons that the end of a run names; the rest is in the result files. */
const REASONS_SHOWN_MAX = 8;
const REJECTED_HOLDS = 'each rejected record with its errors and its place';
const UNRESOLVED_HOLDS = 'each record of which nobody can tell whether it was stored';

/** What people are told when a run is over: counts, reasons, files, and what to do. */
export function describeEnding(
  summary: Summary,
  runDir: string,
  reasons: readonly Reason[],
  withExamples = false,
): string {
  return [
    headline(summary),
    ...countLines(summary),
    ...reasonLines(reasons, withExamples),
    ...fileLines(summary, runDir),
    ...nextLines(summary, runDir),
  ].join('\n');
}

function headline({ status, records, jobs, startedAt, finishedAt }: Summary): string {
  const seconds = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
  const how = { completed: 'Completed', stopped: 'Stopped', interrupted: 'Interrupted' }[status];
  const sent = records.loaded + records.rejected + records.unresolved;
  const rate = seconds > 0 ? `, ${count(sent / seconds)} rows/s` : '';
  const read = counted(records.read, 'record');
  return `${how} after ${clock(seconds)}: ${read} read, ${counted(jobs.total, 'job')}${rate}.`;
}

function countLines({ records }: Summary): string[] {
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

function reasonLines(reasons: readonly Reason[], withExamples: boolean): string[] {
  if (reasons.length === 0) return [];
  const width = Math.max(...reasons.map(({ records }) => count(records).length));
  const lines = reasons.slice(0, REASONS_SHOWN_MAX).flatMap((reason) => {
    const { code, column, by, records, examples } = reason;
    const where = column === undefined ? '' : ` in ${column}`;
    const who = by === undefined ? 'unresolved' : `refused by ${by}`;
    const line = `  ${count(records).padStart(width)} × ${code}${where} (${who})`;
    return withExamples ? [line, ...examples.map((example) => `      ${example}`)] : [line];
  });
  const rest = reasons.length - REASONS_SHOWN_MAX;
  return ['Reasons:', ...lines, ...(rest > 0 ? [`  … and ${counted(rest, 'other reason')}`] : [])];
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

function nextLines({ status, records }: Summary, runDir: string): string[] {
  const lines: string[] = [];
  if (records.rejected > 0) {
    lines.push(
      `  Look at ${join(runDir, 'rejected.jsonl')}: \`at\` names the place of each record.`,
      '  Correct those records in a file of their own, and run a migration of that file only.',
    );
  }
  if (records.unresolved > 0) {
    lines.push('  Look up each unresolved record in Zuora before you load it again.');
  }
  if (status !== 'completed') {
    lines.push('  Do not load the same source again from its start: some of it may be stored.');
    lines.push(`  ${runDir} holds what is settled, and all that continuing needs.`);
  }
  return lines.length === 0 ? [] : ['Next:', ...lines];
}
