import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Columns, migrate, type SourceInput } from '@rowferry/core';
import { fastWorld } from './fast-world.ts';
import { scriptedTarget } from './scripted-target.ts';

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

/** Runs a migration to a target that stores every row. */
export async function migratedRows(source: SourceInput, columns: Columns): Promise<Migrated> {
  const { core: world } = fastWorld(50);
  const target = scriptedTarget(world, { tookMs: () => 1, refuse: () => [] });
  const folder = await mkdtemp(join(tmpdir(), 'rowferry-rows-'));
  const runDir = join(folder, 'run');
  try {
    await migrate(source, { columns, target, world, runDir });
    const rejected = await readFile(join(runDir, 'rejected.jsonl'), 'utf8');
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
