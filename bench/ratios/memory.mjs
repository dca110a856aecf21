import { join } from 'node:path';
import { writeLegacy } from '../legacy.mjs';
import { line } from '../line.mjs';
import { run } from '../process.mjs';
import { inRounds } from '../rounds.mjs';
import { emptied } from './figures.mjs';

/** By then the heap has the size that it keeps. */
const SMALL = 1_000_000;
const LARGE = 10 * SMALL;
const BOUNDS = [
  { megabytes: 250, times: 1.15, isAim: false },
  { megabytes: 200, times: 1.05, isAim: true },
];

/** The peak of memory, and whether it grows with the records. */
export async function memory({ folder, rounds }) {
  const peakOf = async (count) => {
    const input = join(folder, `${count}.jsonl`);
    await writeLegacy(input, count);
    return () => emptied(folder, (path) => run('core', [input, path]));
  };
  const subjects = { small: await peakOf(SMALL), large: await peakOf(LARGE) };
  const results = await inRounds(rounds, subjects);
  const what = `core, ${LARGE.toLocaleString('en')} records: peak memory`;
  const limit = 'when the garbage collector decides to run; files of a few chunks';
  return BOUNDS.flatMap(({ megabytes, times, isAim }) => [
    line(
      what,
      results.map(({ large }) => large.peakBytes / 1e6),
      { unit: ' MB', digits: 0, atMost: megabytes, isAim, limit },
    ),
    line(
      `${what} to that of a tenth`,
      results.map(({ large, small }) => large.peakBytes / small.peakBytes),
      { unit: ' ×', atMost: times, isAim, limit },
    ),
  ]);
}
