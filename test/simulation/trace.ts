import type { RunResult } from './run/run-result.ts';

/** A readable trace of a run: first the case that the seed chose, then each event on a line. */
export function textOf({ seeded, trace, ending }: RunResult): string {
  const message = ending.error instanceof Error ? ending.error.message : '';
  return [JSON.stringify(seeded, undefined, 2), ...trace, `${ending.status} ${message}`].join('\n');
}
