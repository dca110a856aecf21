import { expect, test } from 'vitest';
import { caseOf, type SeededCase } from './cases/seeded-case.ts';
import { dyingAtLine, journalLines, uninterrupted } from './forced-deaths.ts';
import { judge } from './judges/judge.ts';
import { runCase } from './run/run-case.ts';
import type { RunResult } from './run/run-result.ts';

/** A run without faults except its deaths, so that its verdicts depend only on its data. */
function withoutFaults(seed: number): SeededCase {
  const seeded = uninterrupted(caseOf(seed));
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
      // Of two records with the same key, the one whose job runs first would be loaded.
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

function verdictsOf({ verdicts }: RunResult): [number, string][] {
  return [...verdicts]
    .map(([position, { outcome }]): [number, string] => [position, outcome])
    .sort(([a], [b]) => a - b);
}

/** Tests that a run that dies at any line of its journal gets the same verdicts as without a death. */
export function testEveryPrefix(seed: number): void {
  test.each([false, true])(
    `every prefix of the journal of run ${seed} (last line torn: %s) leads to the same verdicts`,
    async (isTorn) => {
      const whole = await runCase(withoutFaults(seed));
      expect(judge(whole)).toEqual([]);
      const lines = journalLines(whole);
      expect(lines).toBeGreaterThan(30);
      for (let line = 1; line <= lines; line++) {
        const result = await runCase(dyingAtLine(withoutFaults(seed), line, isTorn));
        expect(judge(result), `line ${line}`).toEqual([]);
        expect(verdictsOf(result), `line ${line}`).toEqual(verdictsOf(whole));
      }
    },
  );
}
