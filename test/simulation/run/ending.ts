import { RowferryError, RunStopped } from '@rowferry/core';
import type { ProcessResult, RunResult } from './run-result.ts';

/** The errors with which a process ended, the main one first. */
export function errorsOf({
  ending: { error },
}: Pick<ProcessResult, 'ending'>): readonly RowferryError[] {
  if (!(error instanceof RowferryError)) return [];
  return error instanceof RunStopped ? [error, ...error.later] : [error];
}

export function codeOf(processResult: Pick<ProcessResult, 'ending'>): string | undefined {
  return errorsOf(processResult)[0]?.code;
}

/** Whether the last process was interrupted and its jobs took longer than the grace period. */
export function isBeyondGrace({ seeded, abortedAt, processes }: RunResult): boolean {
  const last = processes.at(-1);
  if (last?.ending.status !== 'interrupted' || abortedAt === undefined) return false;
  const graceMs = (seeded.jobs.graceSeconds ?? 30) * 1000;
  return last.endedAt - abortedAt >= graceMs - 1;
}

/** Whether the disk was full for the last process. */
export function isDiskFull({ seeded, processes }: RunResult): boolean {
  return seeded.disk.full?.process === processes.length;
}

/** `onEnd` is called after the summary is written, so the summary cannot contain what it throws. */
export function isEndHookBroken(result: RunResult): boolean {
  const { hooks, hang } = result.seeded;
  const isOfEnd = hooks.throws?.hook === 'onEnd' || hang?.place === 'onEnd';
  return codeOf(result) === 'PLUGIN_FAILED' && isOfEnd;
}
