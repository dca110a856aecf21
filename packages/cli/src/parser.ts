import { readFileSync } from 'node:fs';
import yargs from 'yargs';
import { demo } from './commands/demo.ts';
import { jobs } from './commands/jobs.ts';
import { resume } from './commands/resume.ts';
import { retry } from './commands/retry.ts';
import { run } from './commands/run.ts';
import { simulate } from './commands/simulate.ts';
import { status } from './commands/status.ts';
import { Misuse } from './misuse.ts';

/** The commands and flags of `rowferry`, as yargs parses them. */
export function parserFor(words: readonly string[]) {
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
