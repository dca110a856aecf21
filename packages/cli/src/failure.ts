import { RowferryError } from '@rowferry/core';
import { DefinitionFault } from '@rowferry/simulator';
import { Interrupted } from './interrupt.ts';
import { ClosedOutput } from './output.ts';

/** What becomes of a run, for the shell. */
export const EXIT = { done: 0, refused: 1, failed: 2, interrupted: 130 } as const;

/** A fault of what was typed or written: its message says what, where and what to do. */
export class Fault extends Error {
  override readonly name = 'Fault';
}

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
  if (error instanceof Fault || error instanceof DefinitionFault) return error.message;
  if (error instanceof RowferryError) return `${error.message} [${error.code}]`;
  return `${textOf(error)} (this was not foreseen: --debug shows where it happened)`;
}

/** The message of anything that was thrown. */
export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The stacks of an error and of its causes, for `--debug`. */
export function stacksOf(error: unknown): string {
  const stacks: string[] = [];
  for (let at = error; at instanceof Error; at = at.cause) stacks.push(at.stack ?? at.message);
  return stacks.join('\ncaused by: ');
}

/** The code of an error of Node's own, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
