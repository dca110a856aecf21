import { join } from 'node:path';
import { type KnobSettings, startSimulator } from '@rowferry/simulator';
import { EXIT } from '../failure.ts';
import { counted } from '../numbers.ts';
import { say } from '../output.ts';
import { DEMO_FOLDER } from './demo-files.ts';
import { runMigration } from './run.ts';
import { readSchemas } from './schemas.ts';
import { environmentOf } from './simulate.ts';

/** Slow enough to be watched, and with another program's job in one of the five slots at first. */
const KNOBS: KnobSettings = {
  processingMs: 400,
  processingMsPerRow: 4,
  processingJitterMs: 400,
  foreignJobs: 1,
  foreignJobsMs: 2_500,
};

/** Runs the demonstration, and gives the exit code. */
export async function showDemo(): Promise<number> {
  const definitions = await readSchemas(join(DEMO_FOLDER, 'movie.json'));
  await using simulator = await startSimulator({ definitions, knobs: KNOBS });
  say('3,201 movies of a public collection go into a simulated tenant, five jobs at a time.');
  say('Another program holds one of the five slots for the first seconds.\n');
  const exitCode = await runMigration({
    path: join(DEMO_FOLDER, 'movies.yaml'),
    // No proxy: the tenant is on this machine.
    environment: environmentOf(simulator),
    json: false,
    quiet: false,
    isDemonstration: true,
  });
  const { tenant } = simulator;
  say(`\nThe tenant now holds ${counted(tenant.recordCount('Movie'), 'movie')}.`);
  say(nextCommands());
  // Rejections are what the demonstration is for.
  return exitCode === EXIT.refused ? EXIT.done : exitCode;
}

function nextCommands(): string {
  return [
    'Try it yourself, in a folder of your own:',
    '  npx rowferry demo --write movies',
    '  npx rowferry simulate --port 8480 --definitions movies/movie.json',
    'and in another terminal, with the `export` line that the simulator prints:',
    '  npx rowferry run movies/movies.yaml',
    '  npx rowferry jobs list --migration movies/movies.yaml',
    'Then mend movies/release-date.mjs, since 2046 means 1946 here, and move only what was',
    'refused, with the `rowferry retry` line that the run has ended with.',
  ].join('\n');
}
