import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryDisk } from '../../../../test/world/memory-disk.ts';
import type { JournalEntry } from './entry.ts';
import { journalLine } from './line.ts';
import { readJournal } from './reader.ts';

const PATH = '/run/journal.jsonl';

/** The bytes of entries that were made durable in groups of these sizes, and where each line ends. */
function written(groupSizes: readonly number[]) {
  const lines: string[] = [];
  const entries: JournalEntry[] = [];
  let from = 0;
  const starts: number[] = [];
  for (const size of groupSizes) {
    starts.push(from);
    const group = Array.from({ length: size }, (_, index): JournalEntry => {
      const entry = { type: 'uncreated', chunk: entries.length + index } as const;
      lines.push(journalLine(entry, from));
      return entry;
    });
    entries.push(...group);
    from = Buffer.byteLength(lines.join(''));
  }
  return { bytes: Buffer.from(lines.join('')), entries, lines, starts };
}

async function read(bytes: Uint8Array) {
  const disk = memoryDisk();
  disk.files.set(PATH, bytes);
  const entries: JournalEntry[] = [];
  const wholeTo = await readJournal(disk, PATH, (entry) => void entries.push(entry));
  return { entries, wholeTo };
}

const groups = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 6 });

describe('readJournal', () => {
  it('returns what was written, however long', async () => {
    const { bytes, entries } = written([1, 2, 900, 3]);
    expect(await read(bytes)).toEqual({ entries, wholeTo: bytes.length });
  });

  it('ignores everything after the last whole line, wherever the tail was torn', async () => {
    await fc.assert(
      fc.asyncProperty(groups, fc.nat(), fc.boolean(), async (sizes, at, hasZeros) => {
        const { bytes, entries, lines } = written(sizes);
        const kept = at % (bytes.length + 1);
        const zeros = Buffer.alloc(hasZeros ? 40 : 0);
        const outcome = await read(Buffer.concat([bytes.subarray(0, kept), zeros]));
        const whole = lines.findIndex(
          (_, index) => Buffer.byteLength(lines.slice(0, index + 1).join('')) > kept,
        );
        const count = whole === -1 ? lines.length : whole;
        expect(outcome.entries).toEqual(entries.slice(0, count));
        expect(outcome.wholeTo).toBe(Buffer.byteLength(lines.slice(0, count).join('')));
      }),
      { numRuns: 300 },
    );
  });

  it('reports a line whose LF was damaged, so that it is joined to the next line', async () => {
    const { bytes, lines } = written([2, 1]);
    const damaged = Buffer.from(bytes);
    damaged[Buffer.byteLength(lines.slice(0, 2).join('')) - 1] = 0x5f;
    await expect(read(damaged)).rejects.toMatchObject({
      code: 'JOURNAL_CORRUPT',
      message: expect.stringContaining('line 2 of') as string,
    });
  });

  it('reports a damaged line if later lines were durable, and tolerates damage in the last group', async () => {
    await fc.assert(
      fc.asyncProperty(groups, fc.nat(), async (sizes, at) => {
        const { bytes, entries, lines, starts } = written(sizes);
        const damaged = Buffer.from(bytes);
        const place = at % bytes.length;
        damaged[place] = (damaged[place] as number) ^ 0x55;
        const line = Buffer.from(bytes).subarray(0, place).toString().split('\n').length;
        const lastGroup = starts.at(-1) ?? 0;
        const lineStart = Buffer.byteLength(lines.slice(0, line - 1).join(''));
        if (lineStart >= lastGroup) {
          const outcome = await read(damaged);
          expect(outcome.entries).toEqual(entries.slice(0, line - 1));
          return;
        }
        await expect(read(damaged)).rejects.toMatchObject({
          code: 'JOURNAL_CORRUPT',
          message: expect.stringContaining(`line ${line} of ${PATH}`) as string,
        });
      }),
      { numRuns: 300 },
    );
  });
});
