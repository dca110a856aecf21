import { join } from 'node:path';
import { writeLegacy } from '../legacy.mjs';
import { line } from '../line.mjs';
import { run, withServer, withTenant } from '../process.mjs';
import { inRounds } from '../rounds.mjs';
import { cpuOf, emptied, speedOf } from './figures.mjs';

const RECORDS = 100_000;
const MEGABITS = 20;

/** What compressed uploads save on a slow link. */
export async function gzip({ folder, rounds }) {
  const input = join(folder, 'link.jsonl');
  await writeLegacy(input, RECORDS);
  const migrated = (how) =>
    emptied(folder, (path) =>
      withTenant((tenant) =>
        withServer('slow-link', [tenant, String(MEGABITS)], (url) =>
          run('rowferry', [input, path, url, how]),
        ),
      ),
    );
  const results = await inRounds(rounds, {
    on: () => migrated('gzip'),
    off: () => migrated('off'),
  });
  return [
    line(
      `whole migration on ${MEGABITS} Mbit/s: speed with gzip to that without`,
      results.map(({ on, off }) => speedOf(on, off)),
      { atLeast: 1, limit: 'the wait for jobs and for error lists, which is the same' },
    ),
    line(
      'whole migration: CPU with gzip to that without',
      results.map(({ on, off }) => cpuOf(on, off)),
      { unit: ' ×', limit: 'compression itself' },
    ),
  ];
}
