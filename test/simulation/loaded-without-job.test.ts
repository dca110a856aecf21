import { expect, test } from 'vitest';
import { runSeed } from './replay.ts';

test.each([[22119, 'a vanished job may have continued']])(
  'seed %i, in which %s, loads the row and names no job',
  async (seed) => {
    const { result, faults } = await runSeed(seed);
    expect(faults).toEqual([]);
    const { verdicts } = result;
    const withoutJob = [...verdicts.values()].filter((one) => one.outcome === 'loaded' && !one.job);
    expect(withoutJob).toHaveLength(1);
    expect(withoutJob[0]).not.toHaveProperty('job');
    expect(withoutJob[0]).not.toHaveProperty('row');
  },
);
