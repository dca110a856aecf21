import { join } from 'node:path';
import { migrate, newRunId, type Plugin, type Summary } from '@rowferry/core';
import type { CommandModule } from 'yargs';
import { describeEnding } from '../ending.ts';
import type { Environment } from '../environment.ts';
import { EXIT } from '../failure.ts';
import { interruptible } from '../interrupt.ts';
import { type LoadedMigration, loadMigration } from '../migration/load.ts';
import { proxyFrom } from '../network.ts';
import { print, say } from '../output.ts';
import { type ProgressLine, progressLine } from '../progress.ts';
import { reasonCounter } from '../reasons.ts';

interface RunArguments {
  migration: string;
  'run-dir': string | undefined;
  json: boolean;
  quiet: boolean;
}

export const run: CommandModule<object, RunArguments> = {
  command: 'run <migration>',
  describe: 'Load the records of a migration file',
  builder: (yargs) =>
    yargs
      .positional('migration', {
        describe: 'The migration file: YAML, JSON, JavaScript or TypeScript',
        type: 'string',
        demandOption: true,
      })
      .option('run-dir', {
        describe: 'Where the files of the run go [default: .rowferry/<run id>]',
        type: 'string',
        requiresArg: true,
      })
      .option('json', {
        describe: 'Print the summary as JSON on stdout',
        type: 'boolean',
        default: false,
      })
      .option('quiet', {
        describe: 'Say nothing but what went wrong',
        type: 'boolean',
        default: false,
      })
      .example('$0 run vehicles.yaml', 'Loads it, and shows how far it is')
      .example('$0 run vehicles.yaml --json > summary.json', 'For scripts; see the exit code'),
  async handler({ migration, 'run-dir': runDir, json, quiet }) {
    process.exitCode = await runMigration({
      path: migration,
      environment: process.env,
      runDir,
      json,
      quiet,
      withExamples: false,
    });
  },
};

/** What `run` was asked for. */
export interface RunRequest {
  readonly path: string;
  readonly environment: Environment;
  readonly runDir?: string | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
  /** Whether messages are shown; they may quote records. */
  readonly withExamples: boolean;
  /** Called with the directory when the run has ended in order. */
  readonly onEnded?: (runDir: string) => void;
}

/** Runs a migration file, tells how it goes, and gives the exit code. */
export async function runMigration(request: RunRequest): Promise<number> {
  const progress = progressLine({
    isTerminal: process.stderr.isTTY === true && process.env['TERM'] !== 'dumb',
    columns: process.stderr.columns,
    write: (text) => say(text, ''),
  });
  return await interruptible(
    async (signal) => {
      const { environment, path } = request;
      const loaded = await loadMigration(path, environment, proxyFrom(environment));
      signal.throwIfAborted();
      return await move(loaded, request, progress, signal);
    },
    () => {
      progress.clear();
      say('Interrupted: settling the jobs that run. Press again to leave at once.');
    },
  );
}

async function move(
  { source, options, placed }: LoadedMigration,
  { json, quiet, withExamples, onEnded, ...request }: RunRequest,
  progress: ProgressLine,
  signal: AbortSignal,
): Promise<number> {
  const runId = newRunId();
  const runDir = request.runDir ?? join('.rowferry', runId);
  const reasons = reasonCounter();
  let summary: Summary | undefined;
  const ending: Plugin = {
    name: 'ending',
    onEnd(end) {
      summary = end.summary;
    },
  };
  const watchers = [...(quiet ? [] : [progress]), reasons, ending];
  const plugins = [...(options.plugins ?? []), ...watchers];
  let failed: { readonly error: unknown } | undefined;
  try {
    await migrate(source, { ...options, plugins, runId, runDir, signal });
  } catch (error) {
    failed = { error: placed(error) };
  }
  progress.clear();
  const isTold = summary !== undefined && (summary.status !== 'stopped' || hasBegun(summary));
  if (summary !== undefined && isTold && !quiet) {
    say(describeEnding(summary, runDir, reasons.list(), withExamples));
  }
  // Whoever closed the pipe does not change what became of the records.
  if (summary !== undefined && json)
    await print(JSON.stringify(summary, undefined, 2)).catch(() => {});
  if (failed !== undefined) throw failed.error;
  onEnded?.(runDir);
  const { rejected = 0, unresolved = 0 } = summary?.records ?? {};
  return rejected + unresolved > 0 ? EXIT.refused : EXIT.done;
}

/** A run that never got to its first record has nothing to tell but its error. */
function hasBegun({ records, jobs }: Summary): boolean {
  return records.read + jobs.total > 0;
}
