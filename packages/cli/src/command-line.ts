import { readFileSync } from 'node:fs';
import yargs from 'yargs';
import { demo } from './commands/demo.ts';
import { jobs } from './commands/jobs.ts';
import { resume } from './commands/resume.ts';
import { retry } from './commands/retry.ts';
import { run } from './commands/run.ts';
import { simulate } from './commands/simulate.ts';
import { status } from './commands/status.ts';
import { failureOf, stacksOf } from './failure.ts';
import { checkFlags, faultOf, isMisuse, Misuse } from './misuse.ts';
import { flush, say } from './output.ts';

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

function parserFor(words: readonly string[]) {
  const parser = yargs([...words])
    .scriptName('rowferry')
    .locale('en')
    .usage('$0 <command>\n\nMoves legacy data into Zuora custom objects.')
    .parserConfiguration({
      'camel-case-expansion': false,
      'greedy-arrays': false,
      'parse-positional-numbers': false,
    })
    .command(run)
    .command(resume)
    .command(retry)
    .command(status)
    .command(jobs)
    .command(simulate)
    .command(demo)
    .option('debug', {
      describe: 'Show where an error comes from',
      type: 'boolean',
      default: false,
      global: true,
    })
    .example('$0 demo', 'Loads real, dirty data into a simulated tenant')
    .example('$0 run vehicles.yaml', 'Loads the records of a migration file')
    .example(
      '$0 resume .rowferry/20261123-164053-9e880b',
      'Continues a run after a stop, a kill or a crash',
    )
    .example('$0 jobs list --migration vehicles.yaml', 'Lists the jobs of its tenant')
    .demandCommand(1, 'name a command')
    .strict()
    .exitProcess(false)
    .wrap(Math.min(100, process.stdout.columns ?? 100))
    .version(version())
    .help();
  return parser.fail((message, error) => {
    throw error ?? new Misuse(message);
  });
}

function version(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  );
  const isManifest = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return isManifest ? String(manifest.version) : 'unknown';
}
