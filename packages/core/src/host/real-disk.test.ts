import { mkdir, mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realDisk } from './real-disk.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rowferry-disk-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function created(path: string) {
  const file = await realDisk.createFile(path);
  if (file === undefined) throw new Error('the path exists');
  return file;
}

describe('a file', () => {
  it('grows at its end, and can be read at any offset up to its end', async () => {
    const path = join(folder, 'grows');
    const file = await created(path);
    await file.append(Buffer.from('abc'));
    await file.append(Buffer.from('defg'));
    await file.sync();
    const read = async (offset: number, length: number) =>
      Buffer.from(await file.read(offset, length)).toString();
    expect(file.sizeBytes).toBe(7);
    expect(await read(2, 3)).toBe('cde');
    expect(await read(5, 100)).toBe('fg');
    expect(await read(7, 1)).toBe('');
    expect(await read(99, 1)).toBe('');
    await file.close();
    expect(await readFile(path, 'utf8')).toBe('abcdefg');
  });

  it('that is renewed has the same bytes, and is not the file that another process has open', async () => {
    const path = join(folder, 'renewed');
    const before = await created(path);
    await before.append(Buffer.from('same'));
    await realDisk.renewFile(path);
    await before.append(Buffer.from(', in the old file'));
    await before.close();
    expect(await readFile(path, 'utf8')).toBe('same');
    await realDisk.renewFile(join(folder, 'nothing'));
    expect(await realDisk.isThere(join(folder, 'nothing'))).toBe(false);
  });

  it('is not created if the path exists', async () => {
    const file = await created(join(folder, 'existing'));
    expect(await realDisk.createFile(join(folder, 'existing'))).toBeUndefined();
    await file.close();
  });

  it('reports that it is shorter than what was written, instead of returning zeros', async () => {
    const path = join(folder, 'cut');
    const file = await created(path);
    await file.append(Buffer.from('abcdef'));
    const other = await open(path, 'r+');
    await other.truncate(2);
    await other.close();
    await expect(file.read(0, 6)).rejects.toMatchObject({ code: 'DISK_FAILED' });
    await file.close();
  });
});

describe('blocks', () => {
  it('return a whole file, and close it when the reader stops early', async () => {
    const path = join(folder, 'blocks');
    const file = await created(path);
    const bytes = Buffer.alloc(700_000, 'row\n');
    await file.append(bytes);
    await file.close();
    const blocks: Uint8Array[] = [];
    for await (const block of realDisk.readBlocks(path)) blocks.push(block);
    expect(Buffer.concat(blocks).equals(bytes)).toBe(true);
    for await (const block of realDisk.readBlocks(path)) {
      expect(block.length).toBeGreaterThan(0);
      break;
    }
  });
});

describe('a failure', () => {
  const missing = () => join(folder, 'missing', 'file');

  it.each<[string, () => Promise<unknown>]>([
    ['readFile', () => realDisk.readFile(missing())],
    ['createFile', () => realDisk.createFile(missing())],
    ['syncFolder', () => realDisk.syncFolder(missing())],
    [
      'readBlocks',
      async () => {
        for await (const _ of realDisk.readBlocks(missing()));
      },
    ],
  ])('of %s is DISK_FAILED, with path and cause', async (_, failing) => {
    await expect(failing()).rejects.toMatchObject({
      code: 'DISK_FAILED',
      message: expect.stringContaining(missing()) as string,
      cause: expect.objectContaining({ code: 'ENOENT' }) as object,
    });
  });

  it('is not reported if what is to be removed does not exist', async () => {
    await realDisk.removeFile(missing());
    await realDisk.removeFolder(missing());
  });
});

describe('folders', () => {
  it('are created with their parents, and creating them again does nothing', async () => {
    const path = join(folder, 'a', 'b', 'c');
    await realDisk.createFolder(path);
    await realDisk.createFolder(path);
    expect((await stat(path)).isDirectory()).toBe(true);
    await realDisk.syncFolder(path);
  });
});

describe('the list of a folder', () => {
  it('contains the files that stay, whatever is removed while it is read', async () => {
    const busy = join(folder, 'busy');
    await mkdir(busy);
    const shortLived = Array.from({ length: 100 }, (_, index) =>
      join(busy, `short-lived.${index}`),
    );
    await writeFile(join(busy, 'stays'), 'here');
    for (let round = 0; round < 20; round++) {
      for (const path of shortLived) await writeFile(path, '');
      const [names] = await Promise.all([
        realDisk.listFolder(busy),
        ...shortLived.map((path) => rm(path)),
      ]);
      expect(names?.get('stays')).toBe(4);
    }
  });
});
