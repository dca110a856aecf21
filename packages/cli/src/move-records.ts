import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Plugin, RowferryError, RunStopped, realWorld, type Summary } from '@rowferry/core';
import { orAborted, readRetryLink } from '@rowferry/core/internal';
import { jobCommands, resumeCommand } from './command-text.ts';
import { EXIT } from './exit-codes.ts';
import { interruptible } from './interrupt.ts';
import { ClosedOutput, draw, print, say } from './output.ts';
import { type ProgressLine, progressLine } from './progress.ts';
import { reasonCounter } from './reasons.ts';
import { describeSummary } from './summary-text.ts';

/** What a command that moves records prints. */
export interface OutputOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  /** Whether the data is only a demonstration: messages are shown, next steps are not. */
  readonly isDemonstration?: boolean | undefined;
}

/** A run that is ready to start or continue. */
export interface Move {
  readonly runDir: string;
  /** The plugins of the migration. */
  readonly plugins: readonly Plugin[];
  /** Whether another process began the run. */
  readonly isResumed?: boolean;
  /** The migration file, for commands about its tenant. */
  readonly migrationPath: string;
  start(given: {
    readonly plugins: readonly Plugin[];
    readonly signal: AbortSignal;
  }): Promise<Summary>;
  /** Adds the place in the migration file to the message of an error. */
  locateError(error: unknown): unknown;
}

/** Moves records, prints the progress and the result, and returns the exit code. */
export async function moveRecords(
  output: OutputOptions,
  prepare: () => Promise<Move>,
): Promise<number> {
  const progress = progressLine({
    isTerminal: process.stderr.isTTY === true && process.env['TERM'] !== 'dumb',
    columns: process.stderr.columns,
    write: draw,
  });
  let move: Move | undefined;
  return await interruptible(
    async (signal) => {
      // The module of a plugin, or its factory, may never settle.
      move = await orAborted(prepare(), signal);
      signal.throwIfAborted();
      return await runMove(move, output, progress, signal);
    },
    {
      onFirst() {
        progress.clear();
        say('Interrupted: settling the running jobs. Press Ctrl-C again to exit at once.');
      },
      onSecond() {
        progress.clear();
        if (move !== undefined && hasRun(move.runDir))
          say(`Exited at once. ${resumeHint(move.runDir)}`);
      },
    },
  );
}

async function runMove(
  { runDir, plugins, isResumed = false, migrationPath, start, locateError }: Move,
  output: OutputOptions,
  progress: ProgressLine,
  signal: AbortSignal,
): Promise<number> {
  const reasons = reasonCounter();
  const watchers = [...(output.quiet ? [] : [progress]), reasons];
  const end = await start({ plugins: [...plugins, ...watchers], signal }).then(
    (summary) => ({ summary, error: undefined }),
    (error: unknown) => ({
      summary: error instanceof RunStopped ? error.summary : undefined,
      error,
    }),
  );
  progress.clear();
  const { summary, error } = end;
  if (summary !== undefined) {
    const { isDemonstration = false } = output;
    const details = { reasons: reasons.list(), isDemonstration, isResumed };
    await reportEnd(summary, output, runDir, describeSummary(summary, runDir, details));
    if (error === undefined) return exitCodeOf(summary);
  } else if (isInterrupted(error) && hasRun(runDir)) {
    say(`Interrupted before it began. ${resumeHint(runDir)}`);
  }
  if (error instanceof RowferryError && error.jobs.length > 0) {
    say(jobCommands(error.jobs, migrationPath));
  }
  throw locateError(error);
}

function isInterrupted(error: unknown): boolean {
  return error instanceof RowferryError && error.code === 'INTERRUPTED';
}

/** Reports a run that was finished before. */
export async function reportFinished(
  runDir: string,
  summary: Summary,
  output: OutputOptions,
): Promise<number> {
  if (!output.quiet) {
    say(`The run in ${runDir} is finished; there is nothing to resume.`);
    const retriedBy = await readRetryLink(realWorld, runDir);
    say(describeSummary(summary, runDir, { isResumed: true, retriedBy }));
  }
  if (output.json) await printSummary(summary);
  return exitCodeOf(summary);
}

async function reportEnd(
  summary: Summary,
  { json, quiet }: OutputOptions,
  runDir: string,
  text: string,
): Promise<void> {
  if (hasBegun(summary) || summary.status !== 'stopped') {
    if (!quiet) say(text);
    else if (summary.status !== 'completed') say(resumeHint(runDir));
  }
  if (json) await printSummary(summary);
}

/** A closed pipe does not change the result of the run. */
async function printSummary(summary: Summary): Promise<void> {
  await print(JSON.stringify(summary, undefined, 2)).catch((error: unknown) => {
    if (!(error instanceof ClosedOutput)) throw error;
  });
}

function exitCodeOf({ records: { rejected, unresolved } }: Summary): number {
  return rejected + unresolved > 0 ? EXIT.incomplete : EXIT.done;
}

/** For a run that stopped before its first record, only the error is printed. */
function hasBegun({ records, jobs }: Summary): boolean {
  return records.read + jobs.total > 0;
}

function hasRun(runDir: string): boolean {
  return existsSync(join(runDir, 'run.json'));
}

function resumeHint(runDir: string): string {
  return `Continue with: ${resumeCommand(runDir)}`;
}
