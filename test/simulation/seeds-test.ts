import { expect, test } from 'vitest';
import { blocksOf } from './chosen-seeds.ts';
import type { Block } from './processes.ts';
import { replayOf, runSeed } from './replay.ts';

const PARTS = 2;
const FAULTS_MAX = 10;

/** Tests one part of the seeds. Each part is in its own test file, so that they run in parallel. */
export function testSeeds(part: number, chosen: Block): void {
  const { first, count } = chosen;
  process.stdout.write(
    `simulation: ${count} seeds from ${first}; npm run simulate:seeds -- --seed ${first} --count ${count} repeats them\n`,
  );
  test.each(blocksOf(chosen, part, PARTS))(
    '$count runs from seed $first on keep every promise',
    async ({ first, count }) => {
      const failed: string[] = [];
      for (let seed = first; seed < first + count; seed++) {
        const { faults } = await runSeed(seed);
        if (faults.length === 0) continue;
        failed.push(`seed ${seed}; again: ${replayOf(seed)}`, ...faults.slice(0, FAULTS_MAX));
      }
      expect(failed).toEqual([]);
    },
  );
}
