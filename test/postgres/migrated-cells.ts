import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Columns, migrate } from '@rowferry/core';
import { type PostgresOptions, postgres } from '@rowferry/source-postgres';
import { fastWorld } from '../world/fast-world.ts';
import { scriptedTarget } from '../world/scripted-target.ts';
import type { PostgresServer } from './server.ts';

interface Migrated {
  /** The cells of all rows that were sent. */
  readonly stored: readonly Readonly<Record<string, string>>[];
  /** The lines of `rejected.jsonl`. */
  readonly rejected: readonly Rejected[];
}

interface Rejected {
  readonly position: number;
  readonly record?: Readonly<Record<string, unknown>>;
  readonly errors: readonly { readonly code: string; readonly column?: string }[];
}

/** Runs a migration of these fields, each to a column of its name with `__c` behind it, or of these columns. */
export async function migratedCells(
  server: PostgresServer,
  options: PostgresOptions,
  fields: readonly string[] | Columns,
): Promise<Migrated> {
  const { core: world } = fastWorld(50);
  const target = scriptedTarget(world, { tookMs: () => 1, refuse: () => [] });
  const folder = await mkdtemp(join(tmpdir(), 'rowferry-types-'));
  const columns = isNames(fields)
    ? Object.fromEntries(fields.map((name) => [`${name}__c`, name]))
    : fields;
  try {
    const source = postgres({ connection: server.uri(), ...options });
    await migrate(source, { columns, target, world, runDir: join(folder, 'run') });
    const rejected = await readFile(join(folder, 'run', 'rejected.jsonl'), 'utf8');
    return {
      stored: target.stored,
      rejected: rejected
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function isNames(fields: readonly string[] | Columns): fields is readonly string[] {
  return Array.isArray(fields);
}
