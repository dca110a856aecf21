import { type FieldDefinition, systemFields } from '../definitions/definition.ts';
import type { CustomObject } from '../definitions/register.ts';
import { dashed } from '../random.ts';
import type { TenantParts } from '../tenant-parts.ts';

/** The definition of a field by its name, system fields included. */
export function definitionOf(object: CustomObject, name: string): FieldDefinition | undefined {
  if (Object.hasOwn(systemFields, name)) return systemFields[name];
  return object.layout.byName.get(name)?.definition;
}

/** The stored text of a field, system fields included. */
export function textOfField(
  { logins }: TenantParts,
  object: CustomObject,
  ordinal: number,
  name: string,
  at?: number,
): string | undefined {
  const { records } = object;
  switch (name) {
    case 'Id':
      return records.idOf(ordinal);
    case 'CreatedDate':
      return new Date(records.created(ordinal).at).toISOString();
    case 'UpdatedDate':
      return new Date(records.updated(ordinal).at).toISOString();
    case 'CreatedById':
      return dashed(logins.at(records.created(ordinal).login).userId);
    case 'UpdatedById':
      return dashed(logins.at(records.updated(ordinal).login).userId);
    default: {
      const slot = object.layout.byName.get(name)?.slot;
      return slot === undefined ? undefined : records.cell(ordinal, slot, at);
    }
  }
}

/**
 * Compares two values of the field's type: less than, equal to or greater than 0. NaN if `sought` is
 * not a value of that type.
 */
export function compareTexts(field: FieldDefinition, stored: string, sought: string): number {
  if (field.type === 'integer' || field.type === 'number') return compareNumbers(stored, sought);
  if (field.format === 'date' || field.format === 'date-time') {
    return Date.parse(stored) - Date.parse(sought);
  }
  if (field.format === 'uuid') return compare(plain(stored), plain(sought));
  if (field.multiselect === true) {
    const chosen: unknown = JSON.parse(stored);
    return Array.isArray(chosen) && chosen.includes(sought) ? 0 : Number.NaN;
  }
  return compare(stored, sought);
}

function compareNumbers(stored: string, sought: string): number {
  if (/^-?\d+$/.test(stored) && /^-?\d+$/.test(sought)) {
    const [left, right] = [BigInt(stored), BigInt(sought)];
    return left === right ? 0 : left < right ? -1 : 1;
  }
  return sought.trim() === '' ? Number.NaN : Number(stored) - Number(sought);
}

/** Ids with and without dashes are equal. */
function plain(id: string): string {
  return id.replaceAll('-', '').toLowerCase();
}

function compare(left: string, right: string): number {
  return left === right ? 0 : left < right ? -1 : 1;
}
