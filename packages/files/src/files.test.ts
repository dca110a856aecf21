import { appendFile, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { identityOf } from './files.ts';

let base = '';
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'rowferry-identity-'));
  await writeFile(join(base, 'a'), 'one');
  await writeFile(join(base, 'b'), 'two');
});
afterAll(() => rm(base, { recursive: true }));

it('changes with the names, the sizes, the times and the order of files', async () => {
  const path = join(base, 'b');
  const mtime = new Date('2026-11-30');
  await utimes(path, mtime, mtime);
  const before = await identityOf(['a', '*'], base);
  expect(await identityOf(['a', 'b'], base)).toBe(before);
  const others = [await identityOf(['a'], base), await identityOf(['b', 'a'], base)];
  await appendFile(path, '!');
  await utimes(path, mtime, mtime);
  others.push(await identityOf(['a', 'b'], base));
  await writeFile(path, 'two');
  await utimes(path, mtime, new Date(mtime.getTime() + 1000));
  others.push(await identityOf(['a', 'b'], base));
  await utimes(path, mtime, mtime);
  expect(await identityOf(['a', 'b'], base)).toBe(before);
  expect(new Set([before, ...others]).size).toBe(5);
});

it('is not known of standard input and of devices', async () => {
  expect(await identityOf(['a', '-'], base)).toBeUndefined();
  expect(await identityOf(['/dev/null'], base)).toBeUndefined();
});
