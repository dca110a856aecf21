import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { PATIENCE_MS, until } from './until.ts';

/** How a process ended, and what it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  /** Rejects if the process does not end or cannot be started; the error contains its stderr. */
  readonly ended: Promise<Ended>;
  /** Resolves when stderr contains `text`. */
  untilStderr(text: string): Promise<void>;
  /** Resolves when stdout contains `text`. */
  untilStdout(text: string): Promise<void>;
}

/** Starts a process, by default without stdin, and collects what it writes. */
export function startProcess(command: readonly string[], options: SpawnOptions = {}): Started {
  const [name = '', ...args] = command;
  const child = spawn(name, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  const texts = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.setEncoding('utf8').on('data', (text: string) => {
      texts[stream] += text;
    });
  }
  const title = titleOf(command);
  const ended = endOf(child).then(
    (code): Ended => ({ code, ...texts }),
    (cause: unknown) => {
      throw new Error(`\`${title}\` ${describe(cause)}\n${texts.stderr}`, { cause });
    },
  );
  // If nobody waits for it, the test has failed already.
  ended.catch(() => {});
  const untilWritten = (stream: keyof typeof texts, text: string) =>
    until(`\`${title}\` writes: ${text}`, () => {
      if (texts[stream].includes(text)) return true;
      if (child.exitCode === null && child.signalCode === null) return false;
      throw new Error(`\`${title}\` ended without writing: ${text}\n${texts[stream]}`);
    });
  return {
    child,
    ended,
    untilStderr: (text) => untilWritten('stderr', text),
    untilStdout: (text) => untilWritten('stdout', text),
  };
}

/** Returns the stdout of a process that ends with 0; otherwise throws an error with all that it wrote. */
export async function printedBy(
  command: readonly string[],
  options: SpawnOptions = {},
): Promise<string> {
  const { code, stdout, stderr } = await startProcess(command, options).ended;
  if (code === 0) return stdout;
  throw new Error(`\`${titleOf(command)}\` ended with ${code}:\n${stdout}${stderr}`);
}

function titleOf([, ...args]: readonly string[]): string {
  return args.join(' ').slice(-300);
}

/** Describes why a process has no exit code: it could not be started, or it did not end in time. */
function describe(cause: unknown): string {
  const isLate = cause instanceof Error && cause.name === 'AbortError';
  return isLate ? 'does not end; its stderr:' : `cannot be started: ${String(cause)}`;
}

/** Returns the exit code once all output is read; kills a process that does not end. */
async function endOf(child: ChildProcess): Promise<number | null> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    const [code] = (await once(child, 'close', { signal })) as [number | null];
    return code;
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}
