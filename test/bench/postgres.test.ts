import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startPostgres } from '../postgres/server.ts';

const ROWS = 1000;
const BENCH = join(import.meta.dirname, '../../bench');

test('each measured process moves all rows of a table', async () => {
  const { run } = await import(join(BENCH, 'process.mjs'));
  const { createLegacyTable } = await import(join(BENCH, 'legacy-table.mjs'));
  const folder = await mkdtemp(join(tmpdir(), 'rowferry-bench-'));
  await using server = await startPostgres();
  try {
    await createLegacyTable(server, ROWS);
    for (const name of ['query-stream', 'copy']) {
      const path = join(folder, name);
      await mkdir(path);
      expect((await run(name, [server.uri(), path])).records).toBe(ROWS);
    }
    const core = await run('postgres', [server.uri(), join(folder, 'core'), 'id', '4']);
    expect(core.records).toBe(ROWS);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
