import type { Plugin, Verdict } from '@rowferry/core';

/** The verdicts that all processes of a run notified plugins of. */
export interface Recorder {
  readonly verdicts: ReadonlyMap<number, Verdict>;
  readonly mishaps: readonly string[];
  plugin(log: (text: string) => void): Plugin;
}

/** Plugins may be notified of a verdict twice, but not of two different ones. */
export function recorder(): Recorder {
  const verdicts = new Map<number, Verdict>();
  const mishaps: string[] = [];
  const record = (verdict: Verdict) => {
    const known = verdicts.get(verdict.position);
    if (known === undefined) verdicts.set(verdict.position, verdict);
    else if (JSON.stringify(known) !== JSON.stringify(verdict)) {
      mishaps.push(
        `first notified of ${JSON.stringify(known)}, then of ${JSON.stringify(verdict)}`,
      );
    }
  };
  return {
    verdicts,
    mishaps,
    plugin: (log) => ({
      name: 'recorder',
      onVerdicts(some) {
        some.forEach(record);
        log(
          `notified of ${some.map(({ position, outcome }) => `${position} ${outcome}`).join(', ')}`,
        );
      },
      onJob: ({ chunk, id = '', status, rows }) => log(`chunk ${chunk} (${rows}): ${status} ${id}`),
    }),
  };
}
