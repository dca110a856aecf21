import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { newRunId, type Plugin, retry } from '@rowferry/core';
import type { Environment } from '../environment.ts';
import { codeOf, Fault, textOf } from '../fault.ts';
import { loadMigration } from '../migration/load.ts';
import { moveRecords, type OutputOptions } from '../move.ts';
import { proxyFrom } from '../network.ts';
import { counted } from '../numbers.ts';
import { say } from '../output.ts';
import { migrationOf, readStart } from '../started-run.ts';

/** The arguments of `retry`. */
export interface RetryRequest {
  readonly parentDir: string;
  readonly rejected: string | undefined;
  readonly runDir: string | undefined;
  readonly environment: Environment;
}

/** Retries the rejected records of a run, prints the progress, and returns the exit code. */
export async function retryIn(request: RetryRequest, output: OutputOptions): Promise<number> {
  const { parentDir, rejected, environment } = request;
  const runId = newRunId();
  const runDir = request.runDir ?? join('.rowferry', runId);
  return await moveRecords(output, async () => {
    const { shownPath } = await migrationOf(parentDir, await readStart(parentDir));
    if (rejected !== undefined) await checkReadable(rejected);
    const { options, locateError } = await loadMigration(shownPath, environment, {
      dispatcher: await proxyFrom(environment),
      isSourceNeeded: false,
    });
    return {
      runDir,
      plugins: output.quiet ? options.plugins : [...options.plugins, leftOutReporter],
      start: (given) => retry(parentDir, { ...options, ...given, runId, runDir, rejected }),
      locateError,
    };
  });
}

async function checkReadable(path: string): Promise<void> {
  await access(path).catch((error: unknown) => {
    const reason = codeOf(error) === 'ENOENT' ? 'there is no such file' : textOf(error);
    throw new Fault(`--rejected: ${path}: ${reason}`, { cause: error });
  });
}

/** Prints how many records the retry moves, and how many it leaves out. */
const leftOutReporter: Plugin = {
  name: 'taken',
  onStart({ retry: counts }) {
    if (counts === undefined) return;
    const { records, withoutRecord, notFinite, unproven } = counts;
    say(`Retrying ${counted(records, 'record')}.`);
    if (withoutRecord > 0) {
      say(`  Left out: ${counted(withoutRecord, 'rejected line')} without a record to send.`);
    }
    if (notFinite > 0) {
      say(
        `  Left out: ${counted(notFinite, 'rejected record')} with NaN or an infinity, for which JSON has no number.`,
      );
    }
    if (unproven > 0) {
      say(
        `  Left out: ${counted(unproven, 'unresolved record')} not proven absent; look them up in Zuora.`,
      );
    }
  },
};
