import { failureOf, stacksOf } from './failure.ts';
import { checkFlags, faultOf, isMisuse } from './misuse.ts';
import { flush, say } from './output.ts';
import { parserFor } from './parser.ts';

/** Runs one command and ends the process with its exit code. */
export async function runCommandLine(words: readonly string[]): Promise<never> {
  // An error that a plugin throws outside of any awaited call also ends the run, but not with exit code 1.
  process.on('uncaughtException', (error) => {
    reportError(error, words);
    process.exit();
  });
  try {
    checkFlags(words);
    await parserFor(words).parseAsync();
  } catch (error) {
    reportError(isMisuse(error) ? await faultOf(error, words) : error, words);
  }
  await flush();
  // A plugin may have left something open; do not wait for it.
  process.exit();
}

function reportError(error: unknown, words: readonly string[]): void {
  const { exitCode, message } = failureOf(error);
  if (words.includes('--debug')) say(stacksOf(error));
  if (message !== undefined) say(`rowferry: ${message}`);
  process.exitCode = exitCode;
}
