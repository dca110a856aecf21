import { expect, test } from 'vitest';
import { caseOf } from './cases/seeded-case.ts';
import { dyingAtLine, journalLines, undying } from './forced-deaths.ts';
import { judge } from './judges/judge.ts';
import { runCase } from './run/run-case.ts';

/** A seed whose run splits a chunk, submits rows again, and settles them. */
const SEED = 41;

test('a seed gives the same run each time', async () => {
  const [first, second] = [
    await runCase(caseOf(SEED), { isTraced: true }),
    await runCase(caseOf(SEED), { isTraced: true }),
  ];
  expect(second.trace).toEqual(first.trace);
});

test.each([false, true])(
  'a run that dies at any line of its journal (torn: %s) comes to its end',
  async (isTorn) => {
    const seeded = undying(caseOf(SEED));
    const lines = journalLines(await runCase(seeded));
    for (let line = 1; line <= lines; line++) {
      const ran = await runCase(dyingAtLine(seeded, line, isTorn));
      expect(ran.lives[0]?.ending.status, `line ${line}`).toBe('died');
      expect(judge(ran), `line ${line}`).toEqual([]);
    }
  },
);
