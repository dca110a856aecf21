import type { Block } from './processes.ts';

const BLOCK = 25;

/** The seeds of this test run: the same each time unless `SIM_SEED` and `SIM_COUNT` set them. */
export function chosenSeeds({ ahead = 0, most = 100 } = {}): Block {
  const { SIM_SEED, SIM_COUNT = String(most) } = process.env;
  const [first, count] = [Number(SIM_SEED) + ahead, Number(SIM_COUNT)];
  if (!Number.isInteger(first) || !Number.isInteger(count)) {
    throw new TypeError('SIM_SEED and SIM_COUNT: expected whole numbers');
  }
  return { first, count };
}

/** Every `parts`-th block of the seeds, so that all test files take about the same time. */
export function blocksOf({ first, count }: Block, part: number, parts: number): Block[] {
  const blocks: Block[] = [];
  for (let at = part * BLOCK; at < count; at += parts * BLOCK) {
    blocks.push({ first: first + at, count: Math.min(BLOCK, count - at) });
  }
  return blocks;
}
