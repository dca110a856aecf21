import type { Writable } from 'node:stream';
import { codeOf } from './fault.ts';

/** Thrown by {@link print} when nobody reads stdout any more. */
export class ClosedOutput extends Error {
  override readonly name = 'ClosedOutput';
}

const closed = new Set<Writable>();

/** Lets a closed pipe end what writes to it, and nothing else: a run goes on without its reader. */
export function surviveClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error) => {
      if (!['EPIPE', 'ERR_STREAM_DESTROYED'].includes(codeOf(error) ?? '')) throw error;
      closed.add(stream);
    });
  }
}

/** Writes a line of data to stdout, and waits until it has left the process. */
export async function print(line: string): Promise<void> {
  if (closed.has(process.stdout)) throw new ClosedOutput();
  await new Promise<void>((resolve, reject) => {
    process.stdout.write(`${line}\n`, (error) => (error ? reject(new ClosedOutput()) : resolve()));
  });
}

/** Writes a line for people to stderr. */
export function say(line: string, end = '\n'): void {
  if (!closed.has(process.stderr)) process.stderr.write(`${line}${end}`);
}

/** Waits until all that was written has left the process. */
export async function flush(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    if (closed.has(stream)) continue;
    await new Promise<void>((resolve) => {
      stream.write('', () => resolve());
    });
  }
}
