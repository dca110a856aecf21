import type { Batch } from '@rowferry/core';
import { jsonTextOf } from '@rowferry/core/internal';
import type { PostgresServer } from '../../../test/postgres/server.ts';
import type { PostgresOptions } from './options.ts';
import { postgres } from './postgres.ts';
import { readBatches, type Settings } from './reading.ts';
import { tableRelation } from './relation.ts';

const { signal } = new AbortController();

/** Reads with the public options. */
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

/** Reads with settings. Users cannot set the limits among them. */
export async function readBy(settings: Settings, checkpoint?: unknown): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of readBatches(settings, { signal, checkpoint })) batches.push(batch);
  return batches;
}

/** Settings that read a table in an order, with one row per batch unless `more` changes that. */
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
    json: [],
    limits: { rowsMax: 1, charactersMax: 1000 },
    ...more,
  };
}

/** All that core digests of some batches: locations, JSON and records. */
export function seen(batches: readonly Batch[]): unknown[] {
  return batches.flatMap(({ records, locate, json }) =>
    records.map((record, index) => [locate?.(index), jsonTextOf(json, index), record]),
  );
}

export function columnOf(batches: readonly Batch[], name: string): unknown[] {
  return batches.flatMap(({ records }) => records.map((record) => Object(record)[name]));
}
