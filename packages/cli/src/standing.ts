import type { JobStatus, RunStatus } from '@rowferry/core';
import { countLines, overLines } from './ending.ts';
import { counted } from './numbers.ts';
import { resumeCommand } from './shell-word.ts';

/** What people are told of a run that they ask for. */
export function describeStanding(standing: RunStatus, runDir: string): string {
  const { runId, object, operation, status, startedAt, finishedAt } = standing;
  const until = finishedAt === undefined ? '' : `, ended ${finishedAt}`;
  return [
    `Run ${runId} (${operation} ${object}) is ${status}: began ${startedAt}${until}.`,
    ...countLines(standing.records),
    ...jobLines(standing.jobs.each),
    ...holderLines(standing),
    ...nextLines(standing, runDir),
  ].join('\n');
}

function jobLines(jobs: readonly JobStatus[]): string[] {
  const counts = new Map<string, number>();
  for (const { status } of jobs) counts.set(status, (counts.get(status) ?? 0) + 1);
  const inWords = [...counts].map(([status, n]) => `${n} ${status.replaceAll('_', ' ')}`);
  return jobs.length === 0 ? [] : [`${counted(jobs.length, 'job')}: ${inWords.join(', ')}`];
}

function holderLines({ holder }: RunStatus): string[] {
  if (holder === undefined) return [];
  return [`Process ${holder.pid} on ${holder.host} works on it since ${holder.since}.`];
}

function nextLines({ status, records, retriedBy, holder }: RunStatus, runDir: string): string[] {
  if (holder !== undefined) return [];
  if (status !== 'completed') return ['Next:', `  ${resumeCommand(runDir)}`];
  return overLines(records, runDir, retriedBy);
}
