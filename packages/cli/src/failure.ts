import type { RowferryError, RunStopped, TargetError } from '@rowferry/core';
import { EXIT, EXIT_BY_CODE } from './exit-codes.ts';
import { codeOf, Fault, textOf } from './fault.ts';
import { Interrupted } from './interrupt.ts';
import { ClosedOutput } from './output.ts';
import { printableLine } from './printable.ts';

/** How a command that could not do its work ends. */
export interface Failure {
  readonly exitCode: number;
  /** Printed on stderr; absent if everything was printed before. */
  readonly message?: string;
}

export function failureOf(error: unknown): Failure {
  // The reader closed the pipe because it has read enough.
  if (error instanceof ClosedOutput) return { exitCode: EXIT.done };
  if (error instanceof Interrupted) return { exitCode: EXIT.interrupted };
  const core = coreErrorOf(error);
  if (core === undefined) return { exitCode: EXIT.failed, message: messageOf(error) };
  const exitCode = isNotNow(core) ? EXIT.notNow : EXIT_BY_CODE[core.code];
  if (core.code !== 'INTERRUPTED') return { exitCode, message: messageOf(error) };
  const later = laterOf(core);
  return { exitCode, ...(later !== '' && { message: `interrupted${later}` }) };
}

/** The error of core that this is, or to which a fault added its place in the migration file. */
function coreErrorOf(error: unknown): RowferryError | undefined {
  if (isMarked<RowferryError>(error, 'RowferryError')) return error;
  return error instanceof Fault && error.cause !== undefined ? coreErrorOf(error.cause) : undefined;
}

/** Whether the same command may succeed later, for one that sends a request and does not try again. */
function isNotNow(error: RowferryError): boolean {
  if (!isMarked<TargetError>(error, 'TargetError')) return false;
  const { answer, meaning } = error.failure;
  // After a lost answer someone must look first: the request may have been processed.
  return answer === 'unsent' || (answer === 'refused' && /^(full|rate|passing)$/.test(meaning));
}

/** The message printed for an error. */
export function messageOf(error: unknown): string {
  if (error instanceof Fault) return printableLine(error.message);
  if (isMarked<RowferryError>(error, 'RowferryError')) {
    return `${printableLine(error.message)} [${error.code}]${laterOf(error)}`;
  }
  return `${printableLine(textOf(error))} (unexpected error; --debug shows where it happened)`;
}

/** What else went wrong before a run ended. */
function laterOf(error: RowferryError): string {
  if (!isMarked<RunStopped>(error, 'RunStopped')) return '';
  return error.later.map((one) => `\n  and: ${printableLine(one.message)} [${one.code}]`).join('');
}

/**
 * Whether core made an error. Core marks its errors for other copies of itself. `instanceof` would have
 * to load core, which most commands otherwise end without.
 */
function isMarked<T>(error: unknown, name: string): error is T {
  return error instanceof Error && Symbol.for(`@rowferry/core ${name}`) in error;
}

/** Where an error and its causes were thrown, for `--debug`. */
export function stacksOf(error: unknown): string {
  const stacks: string[] = [];
  for (let at = error; at instanceof Error; at = at.cause) stacks.push(stackOf(at));
  return stacks.join('\ncaused by: ');
}

/** Without the message of an error that is not ours: it may quote a record, and is in ours as far as it may be shown. */
function stackOf(error: Error): string {
  const { name, stack = '' } = error;
  if (error instanceof Fault || isMarked(error, 'RowferryError')) return stack;
  const head = String(error);
  const code = codeOf(error);
  const frames = stack.startsWith(head) ? stack.slice(head.length) : '';
  return `${name}${code === undefined ? '' : ` [${code}]`}${frames}`;
}
