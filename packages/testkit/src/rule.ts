import { fail } from 'node:assert/strict';

/** Registers one test with a runner: `test` of vitest or node:test, `it` of Mocha or Jest. */
export type Test = (name: string, run: () => Promise<void>) => unknown;

/** One promise of a contract, and how it is held. */
export interface Rule<Subject> {
  readonly name: string;
  /** What is promised, as it goes on behind the subject's name. */
  readonly promise: string;
  /** Whether the caller gave what the check needs. Absent: always. */
  applies?(subject: Subject): boolean;
  /** Rejects where the promise is broken. */
  check(subject: Subject): Promise<void>;
}

/** Fails with the complaint alone: to that of `ok`, runners add that true is not false. */
export function must(holds: unknown, complaint: string): asserts holds {
  if (!holds) fail(complaint);
}

/** Hands a test to the runner for each rule that applies. */
export function register<Subject>(
  test: Test,
  rules: readonly Rule<Subject>[],
  subject: Subject,
): void {
  for (const rule of rules) {
    if (rule.applies?.(subject) === false) continue;
    test(`${rule.name}: ${rule.promise}`, () => rule.check(subject));
  }
}
