import type { RowError } from '../contract/job.ts';
import type { Refusal } from '../contract/verdict.ts';

const BRACKETED = /\[([^[\]]+)\]/g;

/** An error as a result line reports it. It has a column only if the message names exactly one. */
export function refusal({ code, message }: RowError, header: readonly string[]): Refusal {
  const columns = new Set<string>();
  if (message?.includes('[')) {
    for (const [, name = ''] of message.matchAll(BRACKETED)) {
      if (header.includes(name)) columns.add(name);
    }
  }
  const [column] = columns;
  return {
    ...(code === undefined ? {} : { code }),
    ...(message === undefined ? {} : { message }),
    ...(column !== undefined && columns.size === 1 ? { column } : {}),
  };
}
