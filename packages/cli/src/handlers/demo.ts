import { join } from 'node:path';
import { type KnobSettings, startSimulator } from '@rowferry/simulator';
import { EXIT } from '../exit-codes.ts';
import { counted } from '../number-text.ts';
import { say } from '../output.ts';
import { readSchemas } from './definitions.ts';
import { DEMO_FOLDER } from './demo-files.ts';
import { runMigration } from './run.ts';
import { environmentOf } from './simulate.ts';

/** Slow enough to watch, with another program's job in one of the five slots at first. */
const KNOBS: KnobSettings = {
  processingMs: 400,
  processingMsPerRow: 4,
  processingJitterMs: 400,
  foreignJobs: 1,
  // A full tenant refuses a create, so that nothing has to be accounted for.
  overLimitCode: 71_013_020,
  foreignJobsMs: 2_500,
};

/** Runs the demonstration, and returns the exit code. */
export async function showDemo(): Promise<number> {
  const definitions = await readSchemas(join(DEMO_FOLDER, 'movie.json'));
  await using simulator = await startSimulator({ definitions, knobs: KNOBS });
  say('Loading 3,201 movies of a public collection into a simulated tenant, five jobs at a time.');
  say('For the first seconds, another program uses one of the five slots.\n');
  const exitCode = await runMigration({
    path: join(DEMO_FOLDER, 'movies.yaml'),
    // No proxy: the tenant is on this machine.
    environment: environmentOf(simulator),
    // The tenant is a new one each time.
    isAgain: true,
    json: false,
    quiet: false,
    isDemonstration: true,
  });
  const { tenant } = simulator;
  say(`\nThe tenant now has ${counted(tenant.recordCount('Movie'), 'movie')}.`);
  say(nextCommands());
  // The demonstration is meant to have rejected records.
  return exitCode === EXIT.incomplete ? EXIT.done : exitCode;
}

function nextCommands(): string {
  return [
    'Try it yourself, in a folder of your own:',
    '  npx rowferry demo --write movies',
    '  npx rowferry simulate --port 8480 --definitions movies/movie.json',
    'and in another terminal, with the `export` line that the simulator prints:',
    '  npx rowferry run movies/movies.yaml',
    '  npx rowferry jobs list --migration movies/movies.yaml',
    'Then fix movies/release-date.mjs (2046 means 1946 here), and retry only the rejected records',
    'with the `rowferry retry` command that the run printed at its end.',
  ].join('\n');
}
