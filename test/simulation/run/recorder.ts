import type { Plugin, Verdict } from '@rowferry/core';

/** What all processes of a run told of its records. */
export interface Recorder {
  readonly verdicts: ReadonlyMap<number, Verdict>;
  readonly mishaps: readonly string[];
  plugin(say: (text: string) => void): Plugin;
}

/** Verdicts may be told twice, but not two of them. */
export function recorder(): Recorder {
  const verdicts = new Map<number, Verdict>();
  const mishaps: string[] = [];
  const record = (verdict: Verdict) => {
    const known = verdicts.get(verdict.position);
    if (known === undefined) verdicts.set(verdict.position, verdict);
    else if (JSON.stringify(known) !== JSON.stringify(verdict)) {
      mishaps.push(`first told ${JSON.stringify(known)}, then ${JSON.stringify(verdict)}`);
    }
  };
  return {
    verdicts,
    mishaps,
    plugin: (say) => ({
      name: 'recorder',
      onVerdicts(some) {
        some.forEach(record);
        say(`told ${some.map(({ position, verdict }) => `${position} ${verdict}`).join(', ')}`);
      },
      onJob: ({ chunk, id = '', status, rows }) => say(`chunk ${chunk} (${rows}): ${status} ${id}`),
    }),
  };
}
