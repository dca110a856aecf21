import type { Definition } from '../contract/definition.ts';
import type { Target } from '../contract/target.ts';
import { idColumnOf } from './validate.ts';

/** How rows in doubt of a run are settled. */
export interface Recovery {
  /**
   * `repeat`: an update or upsert leaves the same state when it is sent twice. `look-up`: a create is
   * looked up by its key, and sent again if the target itself refuses a duplicate.
   */
  readonly kind: 'repeat' | 'look-up';
  /** The column that identifies a row: the migration's `key`, or the id of the stored record for an update. */
  readonly column: string;
  /** The index of the column in the header. */
  readonly index: number;
  /** Whether the target says that it refuses a second record with the same key. */
  readonly isUnique: boolean;
  /** Whether the target says so of the key, and of no other column that is sent. */
  readonly isOnlyUnique: boolean;
}

/** The recovery of a run; `undefined` for creates without a key, or if the target cannot look up records. */
export function recoveryOf(
  target: Target,
  key: string | undefined,
  header: readonly string[],
  definition: Definition | undefined,
): Recovery | undefined {
  const { operation } = target;
  const isCreate = operation === 'create';
  const column = operation === 'update' ? idColumnOf(target, definition) : key;
  if (column === undefined || (isCreate && target.find === undefined)) return undefined;
  const index = header.indexOf(column);
  if (index === -1) return undefined;
  const unique = header.filter((name) => definition?.columns[name]?.unique);
  const isUnique = unique.includes(column);
  const isOnlyUnique = isUnique && unique.length === 1;
  return { kind: isCreate ? 'look-up' : 'repeat', column, index, isUnique, isOnlyUnique };
}
