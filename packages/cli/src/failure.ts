import type { RowferryError, RunStopped } from '@rowferry/core';
import { Fault, textOf } from './fault.ts';
import { Interrupted } from './interrupt.ts';
import { ClosedOutput } from './output.ts';

/** What becomes of a run, for the shell. */
export const EXIT = { done: 0, refused: 1, failed: 2, interrupted: 130 } as const;

/** How a command ends that could not do its work. */
export interface Failure {
  readonly exitCode: number;
  /** For people, on stderr; absent where all is said already. */
  readonly message?: string;
}

export function failureOf(error: unknown): Failure {
  // Whoever closed the pipe has read enough.
  if (error instanceof ClosedOutput) return { exitCode: EXIT.done };
  if (error instanceof Interrupted) return { exitCode: EXIT.interrupted };
  return { exitCode: EXIT.failed, message: messageOf(error) };
}

/** What people are told of an error. */
export function messageOf(error: unknown): string {
  if (error instanceof Fault) return error.message;
  if (isMarked<RunStopped>(error, 'RunStopped')) {
    const later = error.later.map((one) => `\n  and: ${one.message} [${one.code}]`);
    return `${error.message} [${error.code}]${later.join('')}`;
  }
  if (isMarked<RowferryError>(error, 'RowferryError')) return `${error.message} [${error.code}]`;
  return `${textOf(error)} (this was not foreseen: --debug shows where it happened)`;
}

/**
 * Whether core made an error, by the mark that it leaves for other copies of itself: `instanceof` would
 * have to load core, for what ends without it in most commands.
 */
function isMarked<T>(error: unknown, name: string): error is T {
  return error instanceof Error && Symbol.for(`@rowferry/core ${name}`) in error;
}

/** The stacks of an error and of its causes, for `--debug`. */
export function stacksOf(error: unknown): string {
  const stacks: string[] = [];
  for (let at = error; at instanceof Error; at = at.cause) stacks.push(at.stack ?? at.message);
  return stacks.join('\ncaused by: ');
}
