import { expect, test } from 'vitest';
import { caseOf, type SeededCase } from './cases/seeded-case.ts';
import { dyingAtLine, journalLines, undying } from './forced-deaths.ts';
import { judge } from './judges/judge.ts';
import type { Ran } from './run/ran.ts';
import { runCase } from './run/run-case.ts';

/** A run in which nothing but its own deaths goes wrong: its data alone decide its verdicts. */
function calm(seed: number): SeededCase {
  const seeded = undying(caseOf(seed));
  return {
    ...seeded,
    target: {
      ...seeded.target,
      operation: 'create',
      key: 'vin__c',
      isVinUnique: true,
      isDefinitionReadable: true,
      refusesLookUps: false,
      hasOddKeys: false,
      existing: 0,
      // Of two records with one key, the one whose job runs first is loaded.
      twins: 0,
    },
    knobs: {},
    wire: { ...seeded.wire, unsent: 0, torn: 0 },
    disk: { ...seeded.disk, full: undefined },
    sameLogin: [],
    source: { ...seeded.source, throwsAt: undefined, changes: false, count: 60 },
    hooks: { transforms: true, delayMs: 0, throws: undefined },
    jobs: { maxRows: 9 },
  };
}

function verdictsOf({ verdicts }: Ran): [number, string][] {
  return [...verdicts]
    .map(([position, { verdict }]): [number, string] => [position, verdict])
    .sort(([a], [b]) => a - b);
}

/** Tests that a run which dies at any line of its journal ends in the same verdicts as undisturbed. */
export function testEveryPrefix(seed: number): void {
  test.each([false, true])(
    `every prefix of the journal of run ${seed} (last line torn: %s) ends in the same verdicts`,
    async (isTorn) => {
      const whole = await runCase(calm(seed));
      expect(judge(whole)).toEqual([]);
      const lines = journalLines(whole);
      expect(lines).toBeGreaterThan(30);
      for (let line = 1; line <= lines; line++) {
        const ran = await runCase(dyingAtLine(calm(seed), line, isTorn));
        expect(judge(ran), `line ${line}`).toEqual([]);
        expect(verdictsOf(ran), `line ${line}`).toEqual(verdictsOf(whole));
      }
    },
  );
}
