import type { Layout } from '../definitions/layout.ts';
import { isSystemField } from '../definitions/system-fields.ts';
import type { Knobs } from '../knobs/table.ts';
import type { Problem } from '../records/cell.ts';
import { flaw } from './file-flaw.ts';

/** Where the cells of each column are stored. */
export interface Plan {
  readonly columns: readonly string[];
  /** A slot, `ID_COLUMN` or `IGNORED_COLUMN`, by column. */
  readonly targets: readonly number[];
  /** Problems of the columns, which every row has. */
  readonly problems: readonly Problem[];
}

export const ID_COLUMN = -1;
export const IGNORED_COLUMN = -2;

const UNKNOWN_FIELD = 71012521;

/** Checks the header of a file (docs/zuora-api.md, section 3); throws a `FileFlaw`. */
export function planColumns(
  columns: readonly string[],
  layout: Layout,
  operation: string,
  knobs: Knobs,
): Plan {
  const targets: number[] = [];
  const problems: Problem[] = [];
  for (const column of columns) {
    const target = targetOf(column, layout, operation, knobs);
    if (target !== undefined && targets.includes(target)) {
      throw flaw('refuse', knobs.headerCode, `Column ${column} appears twice.`);
    }
    targets.push(target ?? IGNORED_COLUMN);
    if (target !== undefined) continue;
    const isSystem = isSystemField(column);
    const what = isSystem ? `Field [${column}] is a system field.` : `Unknown field [${column}].`;
    const reaction = isSystem ? knobs.systemColumn : knobs.unknownColumn;
    if (reaction === 'row-errors') problems.push({ code: UNKNOWN_FIELD, message: what });
    else if (reaction !== 'ignore') throw flaw(reaction, knobs.headerCode, what);
  }
  if (operation === 'update' && !targets.includes(ID_COLUMN)) {
    throw flaw('refuse', knobs.headerCode, 'An update needs the Id column.');
  }
  return { columns, targets, problems };
}

function targetOf(
  column: string,
  layout: Layout,
  operation: string,
  knobs: Knobs,
): number | undefined {
  const { headerCase, idColumn } = knobs;
  const isId = idColumn === 'either' ? ['Id', 'id'].includes(column) : column === idColumn;
  if (isId && operation === 'update') return ID_COLUMN;
  const exact = layout.byName.get(column);
  if (exact !== undefined || headerCase === 'exact') return exact?.slot;
  const lower = column.toLowerCase();
  return layout.fields.find(({ name }) => name.toLowerCase() === lower)?.slot;
}
