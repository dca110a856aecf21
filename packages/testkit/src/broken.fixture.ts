import type { Test } from './rule.ts';

/** Runs a suite without a runner, and gives the names of the rules that fail. */
export async function failedRules(suite: (test: Test) => void): Promise<string[]> {
  const rules: { name: string; run: () => Promise<void> }[] = [];
  suite((name, run) => rules.push({ name: name.replace(/:.*/, ''), run }));
  const failed: string[] = [];
  for (const { name, run } of rules) {
    await run().catch(() => failed.push(name));
  }
  return failed;
}
