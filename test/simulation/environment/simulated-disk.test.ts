import { expect, test } from 'vitest';
import { chanceOf } from './chance.ts';
import { Inode } from './inode.ts';
import { SimulatedDisk } from './simulated-disk.ts';

const TIMES = 300;

/** The different contents of the file after many power cuts. */
function contents(prepare: (inode: Inode) => void): Set<string> {
  const seen = new Set<string>();
  for (let time = 0; time < TIMES; time++) {
    const inode = new Inode();
    prepare(inode);
    inode.crash(chanceOf(`crash-${time}`));
    seen.add(Buffer.from(inode.bytes).toString('latin1'));
  }
  return seen;
}

const text = (inode: Inode, content: string) => inode.append(Buffer.from(content));

test('synced data stays, and any prefix of the rest may stay', () => {
  const seen = contents((inode) => {
    text(inode, 'safe');
    inode.sync();
    text(inode, 'AB');
    text(inode, 'CD');
  });
  expect([...seen].every((one) => one.startsWith('safe'))).toBe(true);
  for (const rest of ['', 'A', 'AB', 'ABC', 'ABCD', 'AB\0\0'])
    expect(seen).toContain(`safe${rest}`);
  expect(seen).not.toContain('safeCD');
});

test('an unsynced truncation may be undone together with what came after it', () => {
  const seen = contents((inode) => {
    text(inode, 'whole');
    inode.sync();
    inode.truncate(2);
    text(inode, 'X');
  });
  expect(seen).toEqual(new Set(['whole', 'wh', 'whX', 'wh\0', ...garbage(seen, 'wh')]));
});

test('a death at a certain byte keeps exactly the bytes before it', () => {
  const seen = contents((inode) => {
    text(inode, 'one\ntwo\n');
    inode.keptBytes = 4;
  });
  expect(seen).toEqual(new Set(['one\n']));
});

test('a name is uncertain until its folder is synced', () => {
  const outcomes = new Set<string>();
  for (let time = 0; time < TIMES; time++) {
    const disk = new SimulatedDisk();
    disk.createFolder('/run');
    for (const path of ['/run/kept', '/run/removed']) disk.names.put(path, new Inode());
    disk.names.sync('/run');
    disk.names.put('/run/made', new Inode());
    disk.names.put('/run/removed', undefined);
    disk.crash(chanceOf(`crash-${time}`));
    outcomes.add(disk.pathsIn('/run/').sort().join(' '));
  }
  const both = '/run/kept /run/made /run/removed';
  const one = ['/run/kept /run/made', '/run/kept /run/removed'];
  expect(outcomes).toEqual(new Set([both, ...one, '/run/kept']));
});

/** The contents with a random byte after this prefix. */
function garbage(seen: ReadonlySet<string>, prefix: string): string[] {
  return [...seen].filter((one) => one.length === 3 && one.startsWith(prefix));
}
