import {
  appendFile,
  mkdir,
  mkdtemp,
  realpath,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findFiles, identityOf, plainFiles } from './files.ts';

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

it('is the same however the path is written', async () => {
  await mkdir(join(base, 'sub'), { recursive: true });
  await symlink('a', join(base, 'link'));
  await symlink(base, join(base, 'sub', 'all'));
  const known = await identityOf(['a'], base);
  const ways = ['./a', join(base, 'a'), 'link', '[a]', 'sub/../a', 'sub/all/a'];
  for (const path of ways) expect(await identityOf([path], base)).toBe(known);
  expect(await identityOf(['a', './a'], base)).toBe(known);
  expect(await identityOf(['../a'], join(base, 'sub'))).toBe(known);
  await writeFile(join(base, 'sub', 'a'), 'one');
  expect(await identityOf(['sub/a'], base)).not.toBe(known);
});

it('moves with the working directory', async () => {
  const file = join('packages', 'files', 'README.md');
  expect(await identityOf([resolve(file)], base)).toContain(`"${file}"`);
  expect(await identityOf(['a'], base)).toContain(JSON.stringify(await realpath(join(base, 'a'))));
});

it('have one name for all ways to write their path', async () => {
  const plain = plainFiles(['v.csv'], '');
  for (const path of ['./v.csv', 'a/../v.csv', './/v.csv']) {
    expect(plainFiles([path, 'v.csv'], './')).toEqual(plain);
  }
  expect(plainFiles(['v.csv'], 'a')).toEqual(plainFiles(['v.csv'], './a/'));
  expect(plainFiles(['/a/./v.csv'], '/')).toEqual({ base: '/', paths: ['/a/v.csv'] });
  expect(plainFiles(['./v*.csv'], '')).toEqual(plainFiles(['v*.csv'], ''));
  expect(plainFiles(['-', './-'], '')).toEqual({ base: '.', paths: ['-', './-'] });
  expect(plainFiles(['b', 'a'], '')).not.toEqual(plainFiles(['a', 'b'], ''));
  for (const path of ['./a', 'sub/../a', './[a]', './a*']) {
    const [file] = await findFiles([path], base);
    expect(file?.name).toBe('a');
  }
});

it('is not known of standard input and of devices', async () => {
  expect(await identityOf(['a', '-'], base)).toBeUndefined();
  expect(await identityOf(['/dev/null'], base)).toBeUndefined();
});

it('are found by a glob in folders whose names have parentheses or brackets', async () => {
  const names = ['export (1)', 'export 1', 'export [2023]', 'a(b', 'c)', 'copy(2)', 'copya'];
  names.push('{x}', '{x}y', '+(plus)', 'r1', 'r2');
  for (const name of names) {
    await mkdir(join(base, 'folders', name), { recursive: true });
    await writeFile(join(base, 'folders', name, 'v.csv'), 'id\n');
  }
  const found = async (glob: string) => {
    const files = await findFiles([glob], join(base, 'folders'));
    return files.map(({ name }) => name.slice(0, -'/v.csv'.length));
  };
  expect(await found('export (1)/*.csv')).toEqual(['export (1)']);
  expect(await found('export \\(1\\)/*.csv')).toEqual(['export (1)']);
  expect(await found('export (*)/*.csv')).toEqual(['export (1)']);
  expect(await found('export [2023]/*.csv')).toEqual(['export [2023]']);
  expect(await found('a(b/*.csv')).toEqual(['a(b']);
  expect(await found('c)/*.csv')).toEqual(['c)']);
  expect(await found('copy@((2)|a)/*.csv')).toEqual(['copy(2)', 'copya']);
  expect(await found('copy{(2),a}/*.csv')).toEqual(['copy(2)', 'copya']);
  expect(await found('{a[(]b,c[)]}/*.csv')).toEqual(['a(b', 'c)']);
  for (const glob of ['{x}/*.csv', '\\{x\\}/*.csv', '[{]x}/*.csv'])
    expect(await found(glob)).toEqual(['{x}']);
  expect(await found('{x}*/*.csv')).toEqual(['{x}', '{x}y']);
  expect(await found('{{x},r1}/*.csv')).toEqual(['r1', '{x}']);
  expect(await found('r{1..2}/*.csv')).toEqual(['r1', 'r2']);
  expect(await found('+\\(plus\\)/*.csv')).toEqual(['+(plus)']);
  expect(await found('*\\(1\\)/*.csv')).toEqual(['export (1)']);
  for (const glob of ['*(1)/*.csv', '+(plus)/*.csv']) {
    await expect(found(glob)).rejects.toThrow(
      /matches no file .*; for the character, write `\\\(`$/,
    );
  }
  await expect(found('export (1)\\*.csv')).rejects.toThrow(/does not exist: .*; in it, `\/` is/);
  await expect(found('{y}/v.csv')).rejects.toThrow(
    /^\{y\}\/v\.csv does not exist: .* correct the path$/,
  );
  const absolute = join(base, 'folders', 'export (1)', '*.csv');
  expect((await findFiles([absolute], '/')).map(({ path }) => path)).toEqual([
    join(base, 'folders', 'export (1)', 'v.csv'),
  ]);
  await expect(found('exports\\v-*.csv')).rejects.toThrow(/correct the glob; in it, `\/` is/);
  await expect(found('export (2)/v.csv')).rejects.toThrow('export (2)/v.csv does not exist');
});
