import { migrate, resume } from '@rowferry/core';
import { expect, test } from 'vitest';
import { drivenTarget } from '../world/driven-target.ts';
import { virtualWorld } from '../world/virtual-world.ts';

const RECORDS = ['a', 'b', 'c', 'd'].map((name) => ({ name, n: name === 'b' ? Number.NaN : 1 }));

/**
 * A run of four records, of which only the third is loaded. The file at `path` loses its last line once
 * it is on disk.
 */
function scene(path: string) {
  const world = virtualWorld(1);
  const files = world.files as Map<string, Uint8Array>;
  let whole: Uint8Array | undefined;
  const syncFolder = async () => {
    if (whole !== undefined || !files.has(path)) return;
    whole = files.get(path) as Uint8Array;
    files.set(path, whole.subarray(0, whole.lastIndexOf(0x0a, -2) + 1));
  };
  const options = {
    columns: { name__c: 'name', n__c: 'n' },
    target: {
      ...drivenTarget(world, {}),
      async *outcomes() {
        yield { row: 2, message: 'no' };
        yield { row: 4, message: 'no' };
      },
    },
    runDir: '/run',
    world: { ...world, now: world.now, disk: { ...world.disk, syncFolder } },
  };
  const restore = () => void files.set(path, whole as Uint8Array);
  return { files, options, restore };
}

function namesIn(bytes: Uint8Array | undefined): string[] {
  const lines = Buffer.from(bytes ?? [])
    .toString()
    .trim()
    .split('\n');
  return lines.map((line) => JSON.parse(line).record.name).sort();
}

test.each(['records', 'rejected.jsonl'])(
  'no row counts as loaded if a line of its chunk’s %s is lost',
  async (ending) => {
    const path = `/run/chunks/000001.${ending}`;
    const { files, options, restore } = scene(path);
    await expect(migrate(RECORDS, options)).rejects.toMatchObject({
      code: 'FILE_LOST',
      message: expect.stringContaining(`${path} has `) as string,
    });
    restore();
    const { records } = await resume(RECORDS, options);
    expect(records).toMatchObject({ read: 4, loaded: 1, rejected: 3, unresolved: 0 });
    expect(namesIn(files.get('/run/rejected.jsonl'))).toEqual(['a', 'b', 'd']);
  },
);

test('a failed settlement leaves no line for the next one', async () => {
  const ballast = 'x'.repeat(1_100_000); // more than is buffered before a write
  const records = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({ name, n: 1, ballast }));
  const { files, options, restore } = scene('/run/chunks/000001.records');
  const jobs = { maxRows: 3 };
  await expect(migrate(records, { ...options, jobs })).rejects.toMatchObject({ code: 'FILE_LOST' });
  expect(namesIn(files.get('/run/rejected.jsonl'))).toEqual(['d', 'f']);
  restore();
  await resume(records, { ...options, jobs });
  expect(namesIn(files.get('/run/rejected.jsonl'))).toEqual(['a', 'c', 'd', 'f']);
});
