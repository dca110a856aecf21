import { startPostgres } from '../../test/postgres/server.ts';
import { createLegacyTable } from '../legacy-table.mjs';
import { line } from '../line.mjs';
import { run } from '../process.mjs';
import { inRounds } from '../rounds.mjs';
import { emptied, inFolder, speedOf } from './figures.mjs';

const ROWS = 300_000;

/** A PostgreSQL table to CSV files. */
export async function postgres({ folder, rounds }) {
  const server = await startPostgres();
  try {
    await createLegacyTable(server, ROWS);
    return await measured(server.uri(), folder, rounds);
  } finally {
    await server[Symbol.asyncDispose]();
  }
}

async function measured(uri, folder, rounds) {
  const made = (name) => inFolder(folder, (path) => run(name, [uri, path]));
  const results = await inRounds(rounds, {
    core: () => emptied(folder, (path) => run('postgres', [uri, path, 'id'])),
    plain: () => made('query-stream'),
    copy: () => made('copy'),
  });
  return [
    line(
      'core from PostgreSQL, speed to `pg-query-stream` with `csv-stringify`',
      results.map((r) => speedOf(r.core, r.plain)),
      {
        ...{ atLeast: 0.9, isAim: true },
        limit: 'records are written as JSON besides; the server has the other core',
      },
    ),
    line(
      'core from PostgreSQL, speed to `COPY`',
      results.map((r) => speedOf(r.core, r.copy)),
      {
        limit: 'with `COPY` the server itself writes CSV, and no program looks at a value',
      },
    ),
  ];
}
