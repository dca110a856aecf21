import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { RowferryError } from './errors.ts';
import { readFrom } from './reading.ts';
import type { Batch } from './source.ts';
import { type SourceInput, toSource } from './source-input.ts';

const neverAborted = new AbortController().signal;

async function all(input: SourceInput): Promise<unknown[]> {
  const records: unknown[] = [];
  for await (const batch of readFrom(toSource(input), neverAborted, neverAborted))
    records.push(...batch.records);
  return records;
}

const RECORDS = Array.from({ length: 600 }, (_, n) => ({ n }));

describe('what a source throws', () => {
  it('becomes SOURCE_FAILED, which names the source', async () => {
    const cause = new Error('connection reset');
    const source = {
      name: 'vehicles',
      // biome-ignore lint/correctness/useYield: it fails at once
      read: async function* (): AsyncGenerator<Batch> {
        throw cause;
      },
    };
    await expect(all(source)).rejects.toMatchObject({
      code: 'SOURCE_FAILED',
      message: 'vehicles: connection reset',
      cause,
    });
    await expect(all(Readable.from(RECORDS).destroy(cause))).rejects.toMatchObject({
      code: 'SOURCE_FAILED',
    });
  });
});

it('lets a source report that a checkpoint belongs to other content', async () => {
  const error = new RowferryError('SOURCE_CHANGED', 'it has changed');
  const source = {
    name: 'vehicles',
    // biome-ignore lint/correctness/useYield: it fails at once
    read: async function* (): AsyncGenerator<Batch> {
      throw error;
    },
  };
  await expect(all(source)).rejects.toBe(error);
});

describe('a reader that stops early', () => {
  it('destroys a stream, and lets a generator release its resources', async () => {
    const stream = Readable.from(RECORDS);
    for await (const _ of readFrom(toSource(stream), neverAborted, neverAborted)) break;
    expect(stream.destroyed).toBe(true);
    let isReleased = false;
    async function* holding() {
      try {
        yield* RECORDS;
      } finally {
        isReleased = true;
      }
    }
    for await (const _ of readFrom(toSource(holding()), neverAborted, neverAborted)) break;
    expect(isReleased).toBe(true);
  });
});

describe('an abort', () => {
  it('destroys a stream that yields nothing, and rejects with the reason of the abort', async () => {
    const stream = new Readable({ objectMode: true, read() {} });
    const abort = new AbortController();
    const reason = new Error('enough');
    const reading = readFrom(toSource(stream), abort.signal, neverAborted).next();
    setImmediate(() => abort.abort(reason));
    await expect(reading).rejects.toBe(reason);
    expect(stream.destroyed).toBe(true);
  });

  it('of the hard signal abandons a source that ignores signals', async () => {
    const [soft, hard] = [new AbortController(), new AbortController()];
    const unresponsive = {
      name: 'unresponsive',
      read: () => ({
        [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }),
      }),
    };
    const reading = readFrom(unresponsive, soft.signal, hard.signal).next();
    const reason = new Error('enough');
    soft.abort(reason);
    setImmediate(() => hard.abort(reason));
    await expect(reading).rejects.toBe(reason);
  });

  it('of the hard signal abandons a source that never returns', async () => {
    const hard = new AbortController();
    const reason = new Error('enough');
    const endless = {
      name: 'endless',
      read: () => ({
        [Symbol.asyncIterator]: () => ({
          next: async () => ({ done: false, value: { records: [] } }) as const,
          return() {
            setImmediate(() => hard.abort(reason));
            return new Promise<never>(() => {});
          },
        }),
      }),
    };
    const reading = readFrom(endless, neverAborted, hard.signal);
    await reading.next();
    expect(await reading.return(undefined)).toEqual({ done: true, value: undefined });
    expect(hard.signal.aborted).toBe(true);
  });

  it('does not end the process if the stream cannot be destroyed', async () => {
    const abort = new AbortController();
    const reason = new Error('enough');
    const input = {
      [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }),
      destroy() {
        throw new Error('it cannot be destroyed');
      },
    };
    const reading = readFrom(toSource(input), abort.signal, neverAborted).next();
    setImmediate(() => abort.abort(reason));
    await expect(reading).rejects.toBe(reason);
  });
});
