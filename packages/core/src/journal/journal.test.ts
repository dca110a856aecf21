import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DiskFile } from '../host/disk.ts';
import type { JournalEntry } from './entry.ts';
import { journalIn } from './journal.ts';
import { journalLine } from './line.ts';
import { runState } from './state.ts';

const entry = (chunk: number): JournalEntry => ({ type: 'uncreated', chunk });

/** A file that records what is done to it, and whose syncs end when the test says so. */
function recordingFile(failingWrites: readonly number[] = []) {
  const events: string[] = [];
  const syncing: (() => void)[] = [];
  let writes = 0;
  const file: DiskFile = {
    sizeBytes: 0,
    async append(bytes) {
      if (failingWrites.includes(++writes)) throw new Error(`write ${writes} failed`);
      events.push(`write ${Buffer.from(bytes).toString().trim().split('\n').length}`);
    },
    async truncate() {},
    sync: () =>
      new Promise((resolve) => {
        events.push('sync');
        syncing.push(resolve);
      }),
    read: async () => new Uint8Array(),
    async close() {
      events.push('close');
    },
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const endSync = async () => {
    syncing.shift()?.();
    await settle();
  };
  return { file, events, settle, endSync };
}

describe('journalLine', () => {
  it('is a checksum, where its group began, its JSON, and LF', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(), fc.nat(), (job, chunk, from) => {
        const line = journalLine({ type: 'uploading', chunk, job, at: 0 }, from);
        const [, sum = '', rest = ''] = /^\["([0-9a-f]{8})",(.*)\]\n$/s.exec(line) ?? [];
        expect(Number.parseInt(sum, 16)).toBe(crc32(rest));
        expect(rest.startsWith(`${from},`)).toBe(true);
        expect(JSON.parse(rest.slice(rest.indexOf(',') + 1))).toEqual({
          type: 'uploading',
          chunk,
          job,
          at: 0,
        });
        expect(line.indexOf('\n')).toBe(line.length - 1);
      }),
    );
  });
});

describe('append', () => {
  it('makes entries of one tick durable together, and those that arrive during a sync after it', async () => {
    const { file, events, settle, endSync } = recordingFile();
    const journal = journalIn(file, runState());
    const durable: number[] = [];
    const append = (chunk: number) =>
      void journal.append(entry(chunk)).then(() => durable.push(chunk));
    for (const chunk of [1, 2, 3]) append(chunk);
    await settle();
    expect([events, durable]).toEqual([['write 3', 'sync'], []]);
    for (const chunk of [4, 5]) append(chunk);
    await settle();
    append(6);
    await settle();
    expect([events, durable]).toEqual([['write 3', 'sync'], []]);
    await endSync();
    expect(durable).toEqual([1, 2, 3]);
    expect(events).toEqual(['write 3', 'sync', 'write 3', 'sync']);
    await endSync();
    expect(durable).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('fails for ever once a write has failed: after a torn line nothing is read', async () => {
    const { file, events } = recordingFile([1]);
    const journal = journalIn(file, runState());
    const failed = new Error('write 1 failed');
    await expect(journal.append(entry(1))).rejects.toEqual(failed);
    await expect(journal.append(entry(2))).rejects.toEqual(failed);
    await expect(Promise.all([journal.append(entry(3)), journal.append(entry(4))])).rejects.toEqual(
      failed,
    );
    await journal.close();
    expect(events).toEqual(['close']);
  });

  it('is waited for by close', async () => {
    const { file, events, settle, endSync } = recordingFile();
    const journal = journalIn(file, runState());
    const appending = journal.append(entry(1));
    const closing = journal.close();
    await settle();
    expect(events).toEqual(['write 1', 'sync']);
    await endSync();
    await Promise.all([appending, closing]);
    expect(events).toEqual(['write 1', 'sync', 'close']);
  });
});
