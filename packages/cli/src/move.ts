import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Plugin, readRetryLink, realWorld, type Summary } from '@rowferry/core';
import { describeEnding } from './ending.ts';
import { EXIT } from './failure.ts';
import { Interrupted, interruptible } from './interrupt.ts';
import { print, say } from './output.ts';
import { type ProgressLine, progressLine } from './progress.ts';
import { reasonCounter } from './reasons.ts';
import { resumeCommand } from './shell-word.ts';

/** How a command that moves records tells of it. */
export interface Manner {
  readonly json: boolean;
  readonly quiet: boolean;
  /** Whether all is made up: messages are shown, and what to do next is not. */
  readonly isDemonstration?: boolean;
}

/** Records that are about to be moved. */
export interface Move {
  readonly runDir: string;
  /** The plugins of the migration. */
  readonly plugins: readonly Plugin[];
  /** Whether another process began the run. */
  readonly isResumed?: boolean;
  start(given: {
    readonly plugins: readonly Plugin[];
    readonly signal: AbortSignal;
  }): Promise<Summary>;
  /** Puts the place in the migration file before what is said of it. */
  placed(error: unknown): unknown;
}

/** Moves records, tells how it goes and how it ended, and gives the exit code. */
export async function moveRecords(manner: Manner, prepare: () => Promise<Move>): Promise<number> {
  const progress = progressLine({
    isTerminal: process.stderr.isTTY === true && process.env['TERM'] !== 'dumb',
    columns: process.stderr.columns,
    write: (text) => say(text, ''),
  });
  let move: Move | undefined;
  return await interruptible(
    async (signal) => {
      move = await prepare();
      signal.throwIfAborted();
      return await follow(move, manner, progress, signal);
    },
    {
      onFirst() {
        progress.clear();
        say('Interrupted: settling the jobs that run. Press again to leave at once.');
      },
      onSecond() {
        progress.clear();
        if (move !== undefined && holdsRun(move.runDir)) say(`Left at once. ${goOn(move.runDir)}`);
      },
    },
  );
}

async function follow(
  { runDir, plugins, isResumed = false, start, placed }: Move,
  manner: Manner,
  progress: ProgressLine,
  signal: AbortSignal,
): Promise<number> {
  const reasons = reasonCounter();
  let told: Summary | undefined;
  const ending: Plugin = {
    name: 'ending',
    onEnd(end) {
      told = end.summary;
    },
  };
  const watchers = [...(manner.quiet ? [] : [progress]), reasons, ending];
  let overAlready: Summary | undefined;
  let failed: { readonly error: unknown } | undefined;
  try {
    const summary = await start({ plugins: [...plugins, ...watchers], signal });
    if (told === undefined) overAlready = summary;
  } catch (error) {
    failed = { error: placed(error) };
  }
  progress.clear();
  if (overAlready !== undefined) return await tellOver(runDir, overAlready, manner);
  if (told !== undefined) {
    const { isDemonstration = false } = manner;
    const shown = { reasons: reasons.list(), isDemonstration, isResumed };
    await tellEnding(told, manner, runDir, describeEnding(told, runDir, shown));
  } else if (failed?.error instanceof Interrupted && holdsRun(runDir)) {
    say(`Interrupted before it began. ${goOn(runDir)}`);
  }
  if (failed !== undefined) throw failed.error;
  return exitCodeOf(told);
}

/** Tells of a run that was over before. */
export async function tellOver(runDir: string, summary: Summary, manner: Manner): Promise<number> {
  if (!manner.quiet) {
    say(`The run in ${runDir} is over; there is nothing to resume.`);
    const retriedBy = await readRetryLink(realWorld, runDir);
    say(describeEnding(summary, runDir, { isResumed: true, retriedBy }));
  }
  if (manner.json) await printSummary(summary);
  return exitCodeOf(summary);
}

async function tellEnding(
  summary: Summary,
  { json, quiet }: Manner,
  runDir: string,
  text: string,
): Promise<void> {
  if (hasBegun(summary) || summary.status !== 'stopped') {
    if (!quiet) say(text);
    else if (summary.status !== 'completed') say(goOn(runDir));
  }
  if (json) await printSummary(summary);
}

/** Whoever closed the pipe does not change what became of the records. */
async function printSummary(summary: Summary): Promise<void> {
  await print(JSON.stringify(summary, undefined, 2)).catch(() => {});
}

function exitCodeOf(summary: Summary | undefined): number {
  const { rejected = 0, unresolved = 0 } = summary?.records ?? {};
  return rejected + unresolved > 0 ? EXIT.refused : EXIT.done;
}

/** A run that never got to its first record has nothing to tell but its error. */
function hasBegun({ records, jobs }: Summary): boolean {
  return records.read + jobs.total > 0;
}

function holdsRun(runDir: string): boolean {
  return existsSync(join(runDir, 'run.json'));
}

function goOn(runDir: string): string {
  return `Go on with: ${resumeCommand(runDir)}`;
}
