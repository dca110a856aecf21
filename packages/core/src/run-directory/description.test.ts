import { expect, it } from 'vitest';
import { memoryDisk } from '../../../../test/world/memory-disk.ts';
import { readDescription } from './description.ts';

it.each(['null', '7', '"run"', '[]', '{}', '{"version":"2"}', '{"version":7}', '{"version":', ''])(
  'a run.json of %s is reported as damaged',
  async (text) => {
    const disk = memoryDisk();
    disk.files.set('/run/run.json', Buffer.from(text));
    await expect(readDescription(disk, '/run')).rejects.toMatchObject({
      code: 'RUN_UNKNOWN',
      message: '/run/run.json is damaged; restore it from a copy',
    });
  },
);
