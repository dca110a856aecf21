import type { Writable } from 'node:stream';
import { codeOf } from './fault.ts';
import { printable } from './printable.ts';

/** Thrown by {@link print} when the reader has closed stdout. */
export class ClosedOutput extends Error {
  override readonly name = 'ClosedOutput';
}

const closed = new Set<Writable>();

/** Makes a closed pipe end only the output to it: a run continues without its reader. */
export function surviveClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error) => {
      if (!['EPIPE', 'ERR_STREAM_DESTROYED'].includes(codeOf(error) ?? '')) throw error;
      closed.add(stream);
    });
  }
}

/** Makes warnings harmless for a terminal before Node prints them: those of a plugin may contain anything. */
export function escapeWarnings(): void {
  process.prependListener('warning', (warning) => {
    for (const name of ['name', 'message', 'stack', 'detail']) {
      const text: unknown = Reflect.get(warning, name);
      if (typeof text === 'string') Reflect.set(warning, name, printable(text));
    }
  });
}

/** Writes JSON to stdout and waits until it is flushed. */
export async function print(json: string): Promise<void> {
  if (closed.has(process.stdout)) throw new ClosedOutput();
  await new Promise<void>((resolve, reject) => {
    process.stdout.write(`${printable(json)}\n`, (error) =>
      error ? reject(new ClosedOutput()) : resolve(),
    );
  });
}

/** Writes a message for the user to stderr. */
export function say(message: string, end = '\n'): void {
  draw(`${printable(message)}${end}`);
}

/** Writes text of ours to stderr as it is, so that it can move the cursor. */
export function draw(text: string): void {
  if (!closed.has(process.stderr)) process.stderr.write(text);
}

/** Waits until all output is flushed. */
export async function flush(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    if (closed.has(stream)) continue;
    await new Promise<void>((resolve) => {
      stream.write('', () => resolve());
    });
  }
}
