import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { newRunId, type Plugin, retry } from '@rowferry/core';
import type { Environment } from '../environment.ts';
import { codeOf, Fault, textOf } from '../fault.ts';
import { loadMigration } from '../migration/load.ts';
import { type Manner, moveRecords } from '../move.ts';
import { proxyFrom } from '../network.ts';
import { counted } from '../numbers.ts';
import { say } from '../output.ts';
import { migrationOf, readStart } from '../started-run.ts';

/** What `retry` was asked for. */
export interface RetryRequest {
  readonly parentDir: string;
  readonly rejected: string | undefined;
  readonly runDir: string | undefined;
  readonly environment: Environment;
}

/** Moves again what a run refused, tells how it goes, and gives the exit code. */
export async function retryIn(asked: RetryRequest, manner: Manner): Promise<number> {
  const { parentDir, rejected, environment } = asked;
  const runId = newRunId();
  const runDir = asked.runDir ?? join('.rowferry', runId);
  return await moveRecords(manner, async () => {
    const { shownPath } = await migrationOf(parentDir, await readStart(parentDir));
    if (rejected !== undefined) await checkReadable(rejected);
    const { options, placed } = await loadMigration(shownPath, environment, {
      dispatcher: await proxyFrom(environment),
      isSourceNeeded: false,
    });
    return {
      runDir,
      plugins: manner.quiet ? options.plugins : [...options.plugins, takenTeller],
      start: (given) => retry(parentDir, { ...options, ...given, runId, runDir, rejected }),
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
