import type { JobStatus, RunStatus } from '@rowferry/core';
import { resumeCommand } from './command-text.ts';
import { counted } from './number-text.ts';
import { printableLine } from './printable.ts';
import { countLines, finishedLines } from './summary-text.ts';

/** The text that `rowferry status` prints. What the files of the run say stays on its line. */
export function describeStatus(run: RunStatus, runDir: string): string {
  const { runId, object, operation, status, startedAt, finishedAt } = run;
  const end = finishedAt === undefined ? '' : `, ended ${finishedAt}`;
  return [
    `Run ${runId} (${operation} ${object}) is ${status}: began ${startedAt}${end}.`,
    ...countLines(run.records),
    ...jobLines(run.jobs.each),
    ...holderLines(run),
    ...nextLines(run, runDir),
  ]
    .map(printableLine)
    .join('\n');
}

function jobLines(jobs: readonly JobStatus[]): string[] {
  const counts = new Map<string, number>();
  for (const { status } of jobs) counts.set(status, (counts.get(status) ?? 0) + 1);
  const inWords = [...counts].map(([status, n]) => `${n} ${status.replaceAll('_', ' ')}`);
  return jobs.length === 0 ? [] : [`${counted(jobs.length, 'job')}: ${inWords.join(', ')}`];
}

function holderLines({ holder }: RunStatus): string[] {
  if (holder === undefined) return [];
  return [`Process ${holder.pid} on ${holder.host} has been working on it since ${holder.since}.`];
}

function nextLines({ status, records, retriedBy, holder }: RunStatus, runDir: string): string[] {
  if (holder !== undefined) return [];
  if (status !== 'completed') return ['Next:', `  ${resumeCommand(runDir)}`];
  return finishedLines(records, runDir, retriedBy);
}
