import { expect, test } from 'vitest';
import { type PostgresOptions, postgres } from './index.ts';

const { signal } = new AbortController();
const identityOf = (options: Partial<PostgresOptions>) =>
  postgres({ connection: 'postgres://me:secret@db/x', ...options }).identity?.({ signal });

test('the identity is that of the database and the statement, and has no login', async () => {
  const query = 'SELECT * FROM v WHERE day = $1';
  const all = await Promise.all([
    identityOf({ table: 'v' }),
    identityOf({ table: 'w' }),
    identityOf({ table: 'v', connection: 'postgres://me:secret@db/y' }),
    identityOf({ table: 'v', connection: 'postgres://me:secret@other/x' }),
    identityOf({ query, parameters: [1] }),
    identityOf({ query, parameters: ['1'] }),
    identityOf({ query, parameters: [null] }),
  ]);
  expect(new Set(all).size).toBe(all.length);
  expect(all.join()).not.toContain('secret');
  const other = { table: 'v', connection: 'postgres://you:other@db/x' };
  expect(await identityOf(other)).toBe(all[0]);
});

test('what decides rows has defaults filled in, and neither a login nor a way to connect', () => {
  const of = (connection: string, more: Partial<PostgresOptions> = {}) =>
    postgres({ connection, table: 'v', ...more }).decides;
  const one = of('postgres://me:secret@db/x');
  expect(JSON.stringify(one)).not.toContain('secret');
  for (const same of [
    'postgres://you@db:5432/x?sslmode=disable&connect_timeout=3',
    'host=db dbname=x user=me application_name=a',
  ]) {
    expect(of(same)).toEqual(one);
  }
  const defaults = { orderBy: [], partitions: 1, json: [] };
  expect(of('postgres://db/x', { ...defaults, orderBy: 'id' })).toEqual(
    of('postgres://db/x', { orderBy: ['id'] }),
  );
  for (const other of ['postgres://db/y', 'postgres://other/x', 'postgres://db:5433/x']) {
    expect(of(other)).not.toEqual(one);
  }
  expect(of('postgres://db/x', { assumeZone: 'UTC' })).not.toEqual(one);
  expect(of('postgres://db/x?options=-csearch_path%3Dold')).not.toEqual(one);
});
