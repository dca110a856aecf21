import { RowferryError, RunStopped } from '@rowferry/core';
import type { Ran } from './run-case.ts';

/** What the run ended with, first its own error. */
export function errorsOf({ ending: { error } }: Ran): readonly RowferryError[] {
  if (!(error instanceof RowferryError)) return [];
  return error instanceof RunStopped ? [error, ...error.later] : [error];
}

export function codeOf(ran: Ran): string | undefined {
  return errorsOf(ran)[0]?.code;
}

/** Whether the run was interrupted, and what ran took longer than it was given. */
export function isBeyondGrace({ seeded, abortedAt, endedAt }: Ran): boolean {
  const graceMs = (seeded.jobs.graceSeconds ?? 30) * 1000;
  return abortedAt !== undefined && endedAt - abortedAt >= graceMs - 1;
}

/** `onEnd` is called when the summary is written: what it throws cannot stand there any more. */
export function isEndHookBroken(ran: Ran): boolean {
  return codeOf(ran) === 'PLUGIN_FAILED' && ran.seeded.hooks.throws?.hook === 'onEnd';
}
