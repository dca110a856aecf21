import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { newRunId, type Plugin, retry as retryRun } from '@rowferry/core';
import type { CommandModule } from 'yargs';
import type { Environment } from '../environment.ts';
import { codeOf, Fault, textOf } from '../fault.ts';
import { loadMigration } from '../migration/load.ts';
import { type Manner, moveRecords } from '../move.ts';
import { proxyFrom } from '../network.ts';
import { counted } from '../numbers.ts';
import { say } from '../output.ts';
import { migrationOf, readStart } from '../started-run.ts';
import { JSON_FLAG, QUIET_FLAG, RUN_POSITIONAL } from './flags.ts';

interface RetryArguments {
  run: string;
  rejected: string | undefined;
  'run-dir': string | undefined;
  json: boolean;
  quiet: boolean;
}

export const retry: CommandModule<object, RetryArguments> = {
  command: 'retry <run>',
  describe: 'Move again, in a run of its own, what a run that is over refused',
  builder: (yargs) =>
    yargs
      .positional('run', RUN_POSITIONAL)
      .option('rejected', {
        describe: 'An edited copy of its rejected.jsonl, taken in place of its own',
        type: 'string',
        requiresArg: true,
      })
      .option('run-dir', {
        describe: 'Where the files of the new run go [default: .rowferry/<run id>]',
        type: 'string',
        requiresArg: true,
      })
      .option('json', JSON_FLAG)
      .option('quiet', QUIET_FLAG)
      .example('$0 retry .rowferry/20261123-164053-9e880b', 'With the migration file as it is now')
      .example('$0 retry out --rejected mended.jsonl', 'With records that were mended by hand'),
  async handler({ run, rejected, 'run-dir': runDir, ...manner }) {
    const asked = { parentDir: run, rejected, runDir, environment: process.env };
    process.exitCode = await retryIn(asked, manner);
  },
};

interface Asked {
  readonly parentDir: string;
  readonly rejected: string | undefined;
  readonly runDir: string | undefined;
  readonly environment: Environment;
}

async function retryIn(asked: Asked, manner: Manner): Promise<number> {
  const { parentDir, rejected, environment } = asked;
  const runId = newRunId();
  const runDir = asked.runDir ?? join('.rowferry', runId);
  return await moveRecords(manner, async () => {
    const { shownPath } = await migrationOf(parentDir, await readStart(parentDir));
    if (rejected !== undefined) await checkReadable(rejected);
    const { options, placed } = await loadMigration(shownPath, environment, {
      dispatcher: proxyFrom(environment),
      isSourceNeeded: false,
    });
    return {
      runDir,
      plugins: manner.quiet ? options.plugins : [...options.plugins, takenTeller],
      start: (given) => retryRun(parentDir, { ...options, ...given, runId, runDir, rejected }),
      placed,
    };
  });
}

async function checkReadable(path: string): Promise<void> {
  await access(path).catch((error: unknown) => {
    const reason = codeOf(error) === 'ENOENT' ? 'there is no such file' : textOf(error);
    throw new Fault(`--rejected: ${path}: ${reason}`, { cause: error });
  });
}

/** Says what a retry takes, and what it leaves out. */
const takenTeller: Plugin = {
  name: 'taken',
  onStart({ retry: taken }) {
    if (taken === undefined) return;
    const { records, withoutRecord, notFinite, unproven } = taken;
    say(`Retrying ${counted(records, 'record')}.`);
    if (withoutRecord > 0) {
      say(`  Left out: ${counted(withoutRecord, 'rejected line')} without a record to send.`);
    }
    if (notFinite > 0) {
      say(
        `  Left out: ${counted(notFinite, 'rejected record')} with NaN or an infinity, which JSON cannot hold.`,
      );
    }
    if (unproven > 0) {
      say(
        `  Left out: ${counted(unproven, 'unresolved record')} not proven absent; look them up in Zuora.`,
      );
    }
  },
};
