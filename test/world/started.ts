import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { PATIENCE_MS, until } from './until.ts';

/** How a process ended, and what it has written. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  /** Rejects, with what was written to stderr, where the process does not end. */
  readonly ended: Promise<Ended>;
  /** Resolves when stderr has said `text`. */
  said(text: string): Promise<void>;
}

/** Starts a process, which by default reads nothing, and keeps what it writes. */
export function startProcess(command: readonly string[], options: SpawnOptions = {}): Started {
  const [name = '', ...words] = command;
  const child = spawn(name, words, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  const texts = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.setEncoding('utf8').on('data', (text: string) => {
      texts[stream] += text;
    });
  }
  const shown = shownAs(command);
  const ended = endOf(child).then(
    (code): Ended => ({ code, ...texts }),
    (cause: unknown) => {
      throw new Error(`\`${shown}\` ${describe(cause)}\n${texts.stderr}`, { cause });
    },
  );
  // Whoever does not wait for it has failed already.
  ended.catch(() => {});
  return {
    child,
    ended,
    said: (text) =>
      until(`\`${shown}\` says: ${text}`, () => {
        if (texts.stderr.includes(text)) return true;
        if (child.exitCode === null && child.signalCode === null) return false;
        throw new Error(`\`${shown}\` ended without saying: ${text}\n${texts.stderr}`);
      }),
  };
}

/** What a process printed that ended well; else the error holds all that it wrote. */
export async function printedBy(
  command: readonly string[],
  options: SpawnOptions = {},
): Promise<string> {
  const { code, stdout, stderr } = await startProcess(command, options).ended;
  if (code === 0) return stdout;
  throw new Error(`\`${shownAs(command)}\` ended with ${code}:\n${stdout}${stderr}`);
}

function shownAs([, ...words]: readonly string[]): string {
  return words.join(' ').slice(-300);
}

/** Why there is no end: it could not be started, or it did not come to one. */
function describe(cause: unknown): string {
  const isLate = cause instanceof Error && cause.name === 'AbortError';
  return isLate ? 'does not end; it has said:' : `cannot be started: ${String(cause)}`;
}

/** The exit code, once all is read that was written; kills what does not end. */
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
