import type { InDoubtChunk } from '../chunks/in-doubt.ts';
import { chunkRows, rowRecords } from '../chunks/row-records.ts';
import { at } from '../contract/assert.ts';
import { type InDoubtRow, inDoubtRow, type Resolution, unresolved } from './resolution.ts';
import type { Resolving } from './resolving.ts';
import { settleByKey } from './settle-by-key.ts';

/**
 * Decides on every row of a chunk whose outcome is in doubt; see "Rows in doubt" in
 * `docs/architecture.md`. Looks up rows until all are decided, at the latest when a look-up can no longer
 * miss what was stored.
 */
export async function resolve(inDoubt: InDoubtChunk, given: Resolving): Promise<Resolution[]> {
  const { store, recovery } = given;
  const csv = await chunkRows(store, inDoubt);
  const rows: InDoubtRow[] = [];
  for await (const some of rowRecords(store, inDoubt)) {
    for (const record of some) {
      rows.push(inDoubtRow(record, at(csv.cells(rows.length), recovery.index, 'cell')));
    }
  }
  return recovery.kind === 'repeat'
    ? await repeat(rows, given)
    : await settleByKey(inDoubt, rows, csv, given);
}

async function repeat(
  rows: readonly InDoubtRow[],
  { keys, requests }: Resolving,
): Promise<Resolution[]> {
  const twice = await keys.twice(rows);
  const [code, name] =
    requests.target.operation === 'update'
      ? (['ID_TWICE', 'id'] as const)
      : (['KEY_TWICE', 'key'] as const);
  return rows.map(({ position }) =>
    twice.has(position)
      ? unresolved(
          code,
          `its ${name} also occurs at another position of the run, and the order of the two would matter`,
        )
      : { fate: 'again' },
  );
}
