import { RowferryError, RunStopped } from '@rowferry/core';
import type { Lived, Ran } from './ran.ts';

/** What a process ended with, first its own error. */
export function errorsOf({ ending: { error } }: Pick<Lived, 'ending'>): readonly RowferryError[] {
  if (!(error instanceof RowferryError)) return [];
  return error instanceof RunStopped ? [error, ...error.later] : [error];
}

export function codeOf(lived: Pick<Lived, 'ending'>): string | undefined {
  return errorsOf(lived)[0]?.code;
}

/** Whether the last process was interrupted, and what ran took longer than it was given. */
export function isBeyondGrace({ seeded, abortedAt, lives }: Ran): boolean {
  const last = lives.at(-1);
  if (last?.ending.status !== 'interrupted' || abortedAt === undefined) return false;
  const graceMs = (seeded.jobs.graceSeconds ?? 30) * 1000;
  return last.endedAt - abortedAt >= graceMs - 1;
}

/** Whether the disk was full for the last process. */
export function isDiskFull({ seeded, lives }: Ran): boolean {
  return seeded.disk.full?.process === lives.length;
}

/** `onEnd` is called when the summary is written: what it throws cannot stand there any more. */
export function isEndHookBroken(ran: Ran): boolean {
  return codeOf(ran) === 'PLUGIN_FAILED' && ran.seeded.hooks.throws?.hook === 'onEnd';
}
