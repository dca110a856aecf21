import type { Block } from './processes.ts';
import { runSeed } from './replay.ts';

/** Runs the seeds that the parent process sends. */
process.on('message', async ({ first, count }: Block) => {
  for (let seed = first; seed < first + count; seed++) {
    const { faults, marks } = await runSeed(seed);
    process.send?.({ seed, faults, marks });
  }
  process.send?.('done');
});
