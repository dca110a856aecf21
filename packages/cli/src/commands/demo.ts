import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type KnobSettings, startSimulator } from '@rowferry/simulator';
import type { CommandModule } from 'yargs';
import { EXIT } from '../failure.ts';
import { codeOf, Fault } from '../fault.ts';
import { say } from '../output.ts';
import { runMigration } from './run.ts';
import { environmentOf, readSchemas } from './simulate.ts';

const FOLDER = fileURLToPath(new URL('../../demo/', import.meta.url));
const FILES = ['movies.yaml', 'movies.jsonl', 'movie.json', 'release-date.mjs', 'LICENSE-data.md'];

/** Slow enough to be watched, and with another program's job in one of the five slots at first. */
const KNOBS: KnobSettings = {
  processingMs: 400,
  processingMsPerRow: 4,
  processingJitterMs: 400,
  foreignJobs: 1,
  foreignJobsMs: 2_500,
};

interface DemoArguments {
  write: string | undefined;
}

export const demo: CommandModule<object, DemoArguments> = {
  command: 'demo',
  describe: 'Load real, dirty data into a simulated tenant',
  builder: (yargs) =>
    yargs
      .option('write', {
        describe: 'Only write the files of the demonstration into this new folder',
        type: 'string',
        requiresArg: true,
      })
      .example('$0 demo', 'Loads 3,201 movies, five jobs at a time')
      .example('$0 demo --write movies', 'Puts its migration where you can change it'),
  async handler({ write }) {
    process.exitCode = write === undefined ? await show() : await writeInto(write);
  },
};

async function show(): Promise<number> {
  const definitions = await readSchemas(join(FOLDER, 'movie.json'));
  await using simulator = await startSimulator({ definitions, knobs: KNOBS });
  say('3,201 movies of a public collection go into a simulated tenant, five jobs at a time.');
  say('Another program holds one of the five slots for the first seconds.\n');
  const exitCode = await runMigration({
    path: join(FOLDER, 'movies.yaml'),
    // No proxy: the tenant is on this machine.
    environment: environmentOf(simulator),
    json: false,
    quiet: false,
    isDemonstration: true,
  });
  const { tenant } = simulator;
  say(`\nThe tenant now holds ${tenant.recordCount('Movie').toLocaleString('en-US')} movies.`);
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

async function writeInto(folder: string): Promise<number> {
  for (const name of FILES) {
    const to = join(folder, name);
    await cp(join(FOLDER, name), to, { errorOnExist: true, force: false }).catch(
      (error: unknown) => {
        if (codeOf(error) !== 'ERR_FS_CP_EEXIST') throw error;
        throw new Fault(`${to} exists already; name another folder`, { cause: error });
      },
    );
  }
  say(`${folder} holds the migration of the demonstration: ${FILES.join(', ')}`);
  return EXIT.done;
}
