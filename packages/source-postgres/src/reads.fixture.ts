import type { Batch } from '@rowferry/core';
import type { PostgresServer } from '../../../test/postgres/server.ts';
import { type PostgresOptions, postgres } from './postgres.ts';
import { readBatches, type Settings } from './reading.ts';
import { tableRelation } from './statement.ts';

const { signal } = new AbortController();

/** Reads by the options of users. */
export async function readAll(
  server: PostgresServer,
  options: PostgresOptions,
  checkpoint?: unknown,
): Promise<Batch[]> {
  const batches: Batch[] = [];
  const source = postgres({ connection: server.uri(), ...options });
  for await (const batch of source.read({ signal, checkpoint })) batches.push(batch);
  return batches;
}

/** Reads by settings, of which the limits are none of the users'. */
export async function readBy(settings: Settings, checkpoint?: unknown): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of readBatches(settings, { signal, checkpoint })) batches.push(batch);
  return batches;
}

/** A table in an order, each row in a batch of its own unless `more` says otherwise. */
export function settingsOf(
  server: PostgresServer,
  table: string,
  orderBy: string[],
  more: Partial<Settings> = {},
): Settings {
  const port = String(server.port);
  return {
    connection: { host: 'localhost', port, user: 'postgres', dbname: 'postgres' },
    relation: tableRelation([table]),
    orderBy,
    partitions: 1,
    zone: '',
    limits: { rowsMax: 1, charactersMax: 1000 },
    ...more,
  };
}

/** All that core digests of some batches: places, JSON and records. */
export function seen(batches: readonly Batch[]): unknown[] {
  return batches.flatMap(({ records, locate, json }) =>
    records.map((record, index) => [locate?.(index), json?.(index), record]),
  );
}

export function columnOf(batches: readonly Batch[], name: string): unknown[] {
  return batches.flatMap(({ records }) => records.map((record) => Object(record)[name]));
}
