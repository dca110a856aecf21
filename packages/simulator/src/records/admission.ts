import type { Field } from '../definitions/layout.ts';
import type { CustomObject } from '../definitions/register.ts';
import type { TenantParts } from '../tenant-parts.ts';
import { checkCell, type Problem } from './cell.ts';
import type { RecordTable } from './table.ts';

/** Text, `null` for no value, `undefined` for a column that was not given, or what is wrong with the value. */
export type GivenCell = string | null | undefined | Problem;

/** By slot. */
export type GivenCells = readonly GivenCell[];

/** The cells to store, and the problems that forbid it. */
export interface Admission {
  readonly cells: (string | undefined)[];
  readonly problems: Problem[];
}

const EMPTY = 71012526;
const REQUIRED = 71012522;
const RESTRICTED = 71012530;

/**
 * Checks one record against the definition. A field that is not given gets its default, also in an
 * update: a bulk update replaces the record and does not merge (docs/zuora-api.md, section 3). `self` is the
 * record to replace.
 * `holderOf` finds the record that has a unique value; by default among those stored.
 */
export function admit(
  tenant: TenantParts,
  object: CustomObject,
  given: GivenCells,
  self: number | undefined,
  holderOf: RecordTable['holderOf'] = object.records.holderOf,
): Admission {
  const { layout } = object;
  const { knobs, world } = tenant;
  const cells = new Array<string | undefined>(layout.slotCount);
  const problems: Problem[] = [];
  for (const field of layout.fields) {
    const { slot, name } = field;
    const value = given[slot];
    const stored = value === undefined ? defaultOf(field) : value;
    if (stored === undefined || stored === null) {
      if (field.required) problems.push(problem(REQUIRED, `Field [${name}] is required.`));
      continue;
    }
    if (typeof stored !== 'string') {
      problems.push(stored);
      continue;
    }
    const text = stored === '' ? emptyString(name) : checkCell(field, stored, knobs);
    if (typeof text !== 'string') {
      problems.push(text);
      continue;
    }
    cells[slot] = text;
    const holder = field.unique ? holderOf(slot, text) : undefined;
    if (holder !== undefined && holder !== self) {
      problems.push(problem(knobs.uniqueCode, `Field [${name}] must be unique: "${text}" exists.`));
    }
    if (field.parent !== undefined && !hasParent(tenant, field.parent, text)) {
      problems.push(problem(RESTRICTED, `Field [${name}] refers to a record that does not exist.`));
    }
  }
  if (problems.length === 0 && knobs.rowTrouble > 0 && world.random() < knobs.rowTrouble) {
    problems.push(problem(knobs.rowTroubleCode, internalError));
  }
  return { cells, problems };
}

const internalError = 'Unable to process record due to internal error or database throttling.';

function emptyString(name: string): Problem {
  return problem(EMPTY, `Field [${name}] cannot accept empty string.`);
}

function problem(code: number, message: string): Problem {
  return { code, message };
}

function defaultOf(field: Field): string | undefined {
  const { default: value } = field.definition;
  if (value === undefined || value === null) return undefined;
  return String(value);
}

/** Relation checks read a database that lags: a new parent may not be visible yet (docs/zuora-api.md, section 3). */
function hasParent(tenant: TenantParts, parent: NonNullable<Field['parent']>, id: string): boolean {
  if (parent.namespace !== 'default') {
    return tenant.standardIds[parent.object.toLowerCase()]?.has(id) ?? true;
  }
  const records = tenant.definitions.get(parent.object)?.records;
  const ordinal = records?.ordinalOf(id);
  if (records === undefined || ordinal === undefined || !records.exists(ordinal)) return false;
  const { relationLagMs } = tenant.knobs;
  return relationLagMs === 0 || records.created(ordinal).at <= tenant.world.now() - relationLagMs;
}
