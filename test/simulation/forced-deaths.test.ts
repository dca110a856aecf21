import { expect, test } from 'vitest';
import { caseOf } from './cases/seeded-case.ts';
import { dyingAtLine, journalLines, uninterrupted } from './forced-deaths.ts';
import { judge } from './judges/judge.ts';
import { runCase } from './run/run-case.ts';

/** The run of this seed splits a chunk, submits rows again, and settles them. */
const SEED = 41;

test('a seed produces the same run each time', async () => {
  const [first, second] = [
    await runCase(caseOf(SEED), { isTraced: true }),
    await runCase(caseOf(SEED), { isTraced: true }),
  ];
  expect(second.trace).toEqual(first.trace);
});

test.each([false, true])(
  'a run that dies at any line of its journal (torn: %s) is completed correctly',
  async (isTorn) => {
    const seeded = uninterrupted(caseOf(SEED));
    const lines = journalLines(await runCase(seeded));
    for (let line = 1; line <= lines; line++) {
      const result = await runCase(dyingAtLine(seeded, line, isTorn));
      expect(result.processes[0]?.ending.status, `line ${line}`).toBe('died');
      expect(judge(result), `line ${line}`).toEqual([]);
    }
  },
);
