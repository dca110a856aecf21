import { fail } from 'node:assert/strict';

/** Registers one test with a runner: `test` of vitest or node:test, `it` of Mocha or Jest. */
export type Test = (name: string, run: () => Promise<void>) => unknown;

/** One promise of a contract, and how it is checked. */
export interface Rule<Subject> {
  readonly name: string;
  /** The promise, as a predicate of the source or the target. */
  readonly promise: string;
  /** Whether the caller set the options that the check needs. Absent: always. */
  applies?(subject: Subject): boolean;
  /** Rejects if the promise is broken. */
  check(subject: Subject): Promise<void>;
}

/** Fails with only this message. For a failed `ok`, runners add a diff of true and false. */
export function must(condition: unknown, message: string): asserts condition {
  if (!condition) fail(message);
}

/** Registers a test with the runner for each rule that applies. */
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
