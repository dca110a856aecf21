import type { Ran } from './run/ran.ts';

/** All that happened in a run, for a person to read: what the seed decided, then line by line. */
export function textOf({ seeded, trace, ending }: Ran): string {
  const message = ending.error instanceof Error ? ending.error.message : '';
  return [JSON.stringify(seeded, undefined, 2), ...trace, `${ending.status} ${message}`].join('\n');
}
