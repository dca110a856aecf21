import type { Test } from './rule.ts';

/** Runs a suite without a runner, and gives what each rule that fails throws. */
export async function complaints(suite: (test: Test) => void): Promise<Map<string, unknown>> {
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
  return [...(await complaints(suite)).keys()];
}
