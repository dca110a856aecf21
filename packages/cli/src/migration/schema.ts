import type {
  Columns,
  JobOptions,
  MigrateOptions,
  Plugin,
  SourceInput,
  Target,
} from '@rowferry/core';
import { checkOptions } from '@rowferry/core/internal';
import { z } from 'zod';

/**
 * The content of a migration file, or the default export of a migration module. A module may contain
 * objects made by factories instead of a `use`.
 */
export interface Migration {
  readonly source: Use | SourceInput;
  readonly plugins?: readonly (Use | Plugin)[] | undefined;
  readonly columns: Columns;
  readonly key?: string | undefined;
  readonly onMissing?: MigrateOptions['onMissing'];
  readonly target: Use | Target;
  readonly jobs?: JobOptions | undefined;
}

// Core checks the contents of `columns`, `onMissing` and `jobs` before it reads or sends anything.
const fields = <T>(isMade: (value: unknown) => boolean) => ({
  source: z.custom<Migration['source']>(
    (value) => isUse(value) || isMade(value),
    'expected `use`, the name of a source, such as `use: jsonl`',
  ),
  plugins: z
    .array(
      z.custom<T & (Use | Plugin)>(
        (value) => isUse(value) || isMade(value),
        'expected `use`, the path or the package of a plugin',
      ),
    )
    .optional(),
  columns: z.custom<Columns>(isObject, 'expected a field of the record for each column'),
  key: z.string().min(1).optional(),
  onMissing: z
    .custom<Migration['onMissing']>((value) => typeof value === 'string', 'expected `reset`')
    .optional(),
  target: z.custom<Migration['target']>(
    (value) => isUse(value) || isMade(value),
    'expected `use`, the name of a target, such as `use: zuora`',
  ),
  jobs: z.custom<JobOptions>(isObject, 'expected settings by name').optional(),
});

const written = z.strictObject(fields(() => false));
const ofModule = z.strictObject(fields((value) => isObject(value) && !('use' in value)));

/** Checks the shape of a migration. Throws a `TypeError` that names the error and the nearest known key. */
export function checkMigration(name: string, value: unknown, from: 'text' | 'module'): Migration {
  return checkOptions<Migration>(name, from === 'text' ? written : ofModule, value);
}

/** A source, target or plugin, named by the module that makes it. The other keys are its options. */
export interface Use {
  /** A short name, a package, or a path relative to the migration file's folder. */
  readonly use: string;
  readonly [option: string]: unknown;
}

export function isUse(value: unknown): value is Use {
  return isObject(value) && typeof value['use'] === 'string' && value['use'] !== '';
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
