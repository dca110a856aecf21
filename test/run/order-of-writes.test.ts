import { type Disk, type DiskFile, migrate } from '@rowferry/core';
import { expect, test } from 'vitest';
import { drivenTarget } from '../world/driven-target.ts';
import { virtualWorld } from '../world/virtual-world.ts';

/** A disk that records what becomes durable and what is removed. */
function recording(disk: Disk, events: string[]): Disk {
  const name = (path: string) => path.split('/').slice(2).join('/');
  return {
    ...disk,
    readBlocks: (path) => disk.readBlocks(path),
    async replaceFile(path, bytes) {
      await disk.replaceFile(path, bytes);
      events.push(`replace ${name(path)}`);
    },
    async syncFolder(path) {
      events.push(`sync ${name(path)}/`);
    },
    async createFile(path) {
      const file = await disk.createFile(path);
      if (file === undefined) return undefined;
      let waiting: string[] = [];
      return {
        get sizeBytes() {
          return file.sizeBytes;
        },
        async append(bytes) {
          await file.append(bytes);
          const text = Buffer.from(bytes).toString();
          if (path.endsWith('journal.jsonl')) {
            for (const [, type] of text.matchAll(/"type":"([^"]+)"/g))
              waiting.push(`journal ${type}`);
          } else waiting = [`sync ${name(path)}`];
        },
        truncate: file.truncate,
        async sync() {
          events.push(...waiting);
          waiting = [];
        },
        read: file.read,
        close: file.close,
      } satisfies DiskFile;
    },
    async removeFile(path) {
      events.push(`remove ${name(path)}`);
      await disk.removeFile(path);
    },
  };
}

test('nothing is done before the journal entries and files that it depends on are durable', async () => {
  const world = virtualWorld(1);
  const events: string[] = [];
  const target = drivenTarget(world, {
    upload: { refuse: (call) => (call === 1 ? { answer: 'lost', meaning: 'passing' } : undefined) },
  });
  await migrate([{ n: 1 }, { n: Number.NaN }, { n: 2 }], {
    columns: { n__c: 'n' },
    target: {
      ...target,
      create: (...given) => {
        events.push('send create');
        return target.create(...given);
      },
      upload: (...given) => {
        events.push('send upload');
        return target.upload(...given);
      },
      async *outcomes() {
        yield { row: 3, message: 'no' };
      },
    },
    plugins: [{ name: 'watch', onVerdicts: (some) => void events.push(`notify ${some.length}`) }],
    runDir: '/run',
    world: { ...world, disk: recording(world.disk, events) },
  });
  const kept = events.filter(
    (event) =>
      event !== 'journal read' &&
      !/^remove .*(?:attributed|errors)|^sync .*attributed|^sync .*errors/.test(event),
  );
  const first = kept.indexOf('sync chunks/000001.csv');
  expect(kept.slice(0, first).filter((event) => !event.startsWith('remove'))).toEqual([
    'replace run.json',
    'sync /',
    'journal run',
    // Which tenant it is for.
    'replace run.json',
  ]);
  // The end of the source may be journaled before or after the last create.
  const rest = kept.slice(first).filter((event) => !/^remove chunks.*(?<!csv)$/.test(event));
  expect(rest).toEqual([
    'sync chunks/000001.csv',
    'sync chunks/000001.records',
    'sync chunks/000001.rejected.jsonl',
    'sync chunks/',
    'journal segment',
    'sync rejected.jsonl',
    'journal settled',
    'notify 1',
    'journal notified',
    'journal creating',
    'send create',
    'journal created',
    'journal uploading',
    'send upload',
    'journal uploading',
    'send upload',
    'journal uploaded',
    'journal ended',
    'sync rejected.jsonl',
    'journal settled',
    'notify 2',
    'journal notified',
    'remove chunks/000001.csv',
    'journal ended-run',
    'replace summary.json',
  ]);
});
