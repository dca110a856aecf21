import type { FieldDefinition } from '../definitions/definition.ts';
import type { CustomObject } from '../definitions/register.ts';
import { systemFields } from '../definitions/system-fields.ts';
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
