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
