import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { type Batch, Unreadable } from '@rowferry/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type JsonlOptions, jsonl } from './jsonl.ts';

let base = '';
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'rowferry-jsonl-'));
});
afterEach(() => rm(base, { recursive: true }));

const { signal } = new AbortController();
const failed = (message: RegExp, code = 'SOURCE_FAILED') =>
  expect.objectContaining({ name: 'RowferryError', code, message: expect.stringMatching(message) });
const changed = (message: RegExp) => failed(message, 'SOURCE_CHANGED');

function write(name: string, content: string | Buffer): Promise<void> {
  return writeFile(join(base, name), content);
}

async function read(options: JsonlOptions, checkpoint?: unknown): Promise<Batch[]> {
  const batches: Batch[] = [];
  const reading = jsonl({ base, ...options }).read({ signal, checkpoint });
  for await (const batch of reading) batches.push(batch);
  return batches;
}

function places(batches: readonly Batch[]): (string | undefined)[] {
  return batches.flatMap(({ records, locate }) => records.map((_, index) => locate?.(index)));
}

/** The files below `base` that this process has open, according to Linux. */
async function openPaths(): Promise<string[]> {
  const links = (await readdir('/proc/self/fd')).map((fd) =>
    readlink(`/proc/self/fd/${fd}`).catch(() => ''),
  );
  return (await Promise.all(links)).filter((path) => path.startsWith(base));
}

describe('a bad line', () => {
  it('ends the read after the good lines before it, with `onBadLine: stop`', async () => {
    await write('a.jsonl', '{"a":1}\n\n{"a":2}\n{"a":secret}\n{"a":3}\n');
    const batches: Batch[] = [];
    const reading = async () => {
      for await (const batch of jsonl({ path: 'a.jsonl', base, onBadLine: 'stop' }).read({
        signal,
      }))
        batches.push(batch);
    };
    await expect(reading()).rejects.toEqual(failed(/^a\.jsonl:4: (?!.*secret)/));
    expect(places(batches)).toEqual(['a.jsonl:1', 'a.jsonl:3']);
  });

  it('is longer than allowed, without counting its line end and the byte order mark', async () => {
    await write('a.jsonl', '\uFEFF{"a":1}\r\n{"a":22}\r\n{"a":3}');
    const [first, second, third] = await read({ path: 'a.jsonl', maxLineBytes: 7 });
    expect(first?.records).toEqual([{ a: 1 }]);
    expect(second?.records[0]).toBeInstanceOf(Unreadable);
    expect(third?.records).toEqual([{ a: 3 }]);
  });
});

describe('files', () => {
  it('are read in order, those of a glob by code unit, and each once', async () => {
    for (const name of ['b.jsonl', 'B.jsonl', 'a10.jsonl', 'a9.jsonl', 'z.jsonl']) {
      await write(name, '{}');
    }
    expect(places(await read({ path: ['z.jsonl', '*.jsonl'] }))).toEqual(
      ['z', 'B', 'a10', 'a9', 'b'].map((name) => `${name}.jsonl:1`),
    );
    const absolute = join(base, 'b*.jsonl');
    expect(places(await read({ path: absolute }))).toEqual([`${join(base, 'b.jsonl')}:1`]);
  });

  it('are taken literally if one exists whose name looks like a glob', async () => {
    await write('[ab].jsonl', '{}');
    await write('a.jsonl', '{}');
    expect(places(await read({ path: '[ab].jsonl' }))).toEqual(['[ab].jsonl:1']);
  });

  it('fail when reading starts if they are missing or folders, or if a glob has no match', async () => {
    await mkdir(join(base, 'folder'));
    await write('a.jsonl', '{}');
    const cases: [string, RegExp][] = [
      ['missing.jsonl', /^missing\.jsonl does not exist: looked for .*missing\.jsonl; correct/],
      ['a.jsonl/b', /does not exist/],
      ['*.json', /^\*\.json matches no file in .*; correct/],
      ['folder', /^folder is a folder; name its files/],
    ];
    for (const [path, message] of cases) {
      await expect(read({ path: ['a.jsonl', path] })).rejects.toEqual(failed(message));
    }
  });

  it('of gzip fail when truncated, corrupt or followed by other data', async () => {
    const whole = gzipSync(`${JSON.stringify({ a: 'x'.repeat(100) })}\n`);
    const flipped = Buffer.from(whole);
    flipped.writeUInt8(flipped.readUInt8(whole.length - 8) ^ 1, whole.length - 8);
    const cases: [Buffer, RegExp][] = [
      [whole.subarray(0, -4), /^The gzip data of a\.gz is truncated or corrupt/],
      [flipped, /truncated or corrupt/],
      [Buffer.concat([whole, Buffer.from('{}\n')]), /truncated or corrupt/],
      [Buffer.concat([whole, Buffer.alloc(9), whole]), /^a\.gz has other data after its gzip data/],
    ];
    for (const [content, message] of cases) {
      await write('a.gz', content);
      await expect(read({ path: 'a.gz' })).rejects.toEqual(failed(message));
    }
  });

  it('may be empty', async () => {
    await write('a.jsonl', '');
    await write('b.jsonl', '\uFEFF');
    await write('c.jsonl', '\n\r\n  \n');
    await write('d.jsonl', gzipSync(''));
    expect(await read({ path: ['a.jsonl', 'b.jsonl', 'c.jsonl', 'd.jsonl'] })).toEqual([]);
  });
});

describe('a checkpoint', () => {
  it.each(['plain', 'gzip'])('that no longer fits its %s file fails', async (form) => {
    const bytes = (text: string) => (form === 'gzip' ? gzipSync(text) : Buffer.from(text));
    await write('a.jsonl', bytes('{"a":1}\n{"a":2}\n'));
    await write('b.jsonl', '{}');
    const path = ['a.jsonl', 'b.jsonl'];
    const [first] = await read({ path });
    expect(first?.checkpoint).toEqual({ file: 'a.jsonl', index: 0, offset: 16, line: 2 });
    expect(places(await read({ path }, first?.checkpoint))).toEqual(['b.jsonl:1']);
    const again = (paths: readonly string[]) => read({ path: paths }, first?.checkpoint);
    await expect(again(['b.jsonl'])).rejects.toEqual(changed(/^a\.jsonl is no longer file 1/));
    for (const text of ['{"a":1}\n', '', '{"a":100}\n{"a":2}\n']) {
      await write('a.jsonl', bytes(text));
      await expect(again(path)).rejects.toEqual(changed(/^a\.jsonl has changed since/));
    }
    await expect(read({ path }, { offset: 'x' })).rejects.toEqual(changed(/not written by this/));
  });

  it('allows a file to grow, even after a last line without a newline', async () => {
    await write('a.jsonl', '{"a":1}');
    const [first] = await read({ path: 'a.jsonl' });
    await write('a.jsonl', '{"a":1}\r\n{"a":2}\n');
    expect(places(await read({ path: 'a.jsonl' }, first?.checkpoint))).toEqual(['a.jsonl:2']);
  });
});

describe('reading', () => {
  it.skipIf(process.platform !== 'linux')(
    'opens nothing before the first pull, and closes when the consumer stops early',
    async () => {
      for (const name of ['a.jsonl', 'b.gz']) {
        const text = `{"a":"${randomBytes(1_500_000).toString('hex')}"}\n`.repeat(3);
        await write(name, name.endsWith('gz') ? gzipSync(text) : text);
        const iterator = jsonl({ path: name, base }).read({ signal })[Symbol.asyncIterator]();
        await sleep(20);
        expect(await openPaths()).toEqual([]);
        await iterator.next();
        expect(await openPaths()).toEqual([join(base, name)]);
        await iterator.return?.();
        expect(await openPaths()).toEqual([]);
      }
    },
  );

  it.skipIf(process.platform !== 'linux')(
    'rejects with the reason of an abort, and closes the file',
    async () => {
      await write('a.jsonl', '{"a":1}\n'.repeat(100_000));
      const controller = new AbortController();
      const source = jsonl({ path: 'a.jsonl', base });
      const iterator = source.read({ signal: controller.signal })[Symbol.asyncIterator]();
      await iterator.next();
      controller.abort('enough');
      await expect(iterator.next()).rejects.toBe('enough');
      expect(await openPaths()).toEqual([]);
      const later = source.read({ signal: controller.signal })[Symbol.asyncIterator]();
      await expect(later.next()).rejects.toBe('enough');
    },
  );

  it('can run twice at the same time', async () => {
    await write('a.jsonl', '{"a":1}\n'.repeat(2000));
    const source = jsonl({ path: 'a.jsonl', base });
    const [one, two] = [source.read({ signal }), source.read({ signal })];
    const other = two[Symbol.asyncIterator]();
    for await (const batch of one) {
      const same = await other.next();
      expect(places([batch])).toEqual(places([same.value]));
    }
    expect(await other.next()).toEqual({ done: true, value: undefined });
  });

  it('fails if a file is deleted during the read', async () => {
    await write('a.jsonl', '{"a":1}\n'.repeat(5));
    await write('b.jsonl', '{}\n');
    const iterator = jsonl({ path: ['a.jsonl', 'b.jsonl'], base }).read({ signal });
    const reading = (async () => {
      for await (const _ of iterator) await rm(join(base, 'b.jsonl'), { force: true });
    })();
    await expect(reading).rejects.toEqual(failed(/^b\.jsonl cannot be read \(ENOENT\)/));
  });
});

describe('options', () => {
  it('throw a TypeError at once if they are invalid', () => {
    const misspelt = { path: 'a.jsonl', maxLineByte: 1 };
    expect(() => jsonl(misspelt)).toThrow(
      new TypeError('jsonl: unknown key `maxLineByte`; did you mean `maxLineBytes`?'),
    );
    expect(() => jsonl({ path: [] })).toThrow(/^jsonl: `path`: /);
    expect(() => jsonl({ path: 'a', maxLineBytes: 0 })).toThrow(TypeError);
  });
});
