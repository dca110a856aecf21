import type { Test } from './rule.ts';

/** Runs a suite without a runner. Returns the error of each rule that fails, by its name. */
export async function failures(suite: (test: Test) => void): Promise<Map<string, unknown>> {
  const rules: { name: string; run: () => Promise<void> }[] = [];
  suite((name, run) => rules.push({ name: name.replace(/:.*/, ''), run }));
  const failed = new Map<string, unknown>();
  for (const { name, run } of rules) {
    await run().catch((error: unknown) => failed.set(name, error));
  }
  return failed;
}

/** The names of the rules that fail. */
export async function failedRules(suite: (test: Test) => void): Promise<string[]> {
  return [...(await failures(suite)).keys()];
}
