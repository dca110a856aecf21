import { expect, it } from 'vitest';
import { memoryDisk } from '../../../../test/world/memory-disk.ts';
import { readLink, writeLink } from './link.ts';

it('a retry that was written is read', async () => {
  const disk = memoryDisk();
  const link = { runId: '7', runDir: '/again' };
  await writeLink({ disk }, '/run', link);
  expect(await readLink({ disk }, '/run')).toEqual(link);
  expect(await readLink({ disk }, '/again')).toBeUndefined();
});

it.each([
  'null',
  '7',
  '[]',
  '{}',
  '{"runId":"7"}',
  '{"runId":7,"runDir":"/a"}',
  '{"runId":"a\nb"',
  '',
])('a retry.json of %j is reported as damaged', async (text) => {
  const disk = memoryDisk();
  disk.files.set('/run/retry.json', Buffer.from(text));
  await expect(readLink({ disk }, '/run')).rejects.toMatchObject({
    code: 'RUN_UNKNOWN',
    message:
      '/run/retry.json is damaged; restore it from a copy, or write into it {"runId": …, "runDir": …} of the run that retries this one',
  });
});
