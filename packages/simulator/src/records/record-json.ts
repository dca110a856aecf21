import type { Field } from '../definitions/layout.ts';
import type { CustomObject } from '../definitions/register.ts';
import type { TenantParts } from '../tenant-parts.ts';

/**
 * A stored value as JSON. Written from the stored text and never through a double, because integers
 * have 64 bits.
 */
export function cellAsJson(field: Field, text: string): string {
  const { type, multiselect } = field.definition;
  return type === 'string' && multiselect !== true ? JSON.stringify(text) : text;
}

/** A record with its system fields, in the form of look-ups; fields without a value are left out. */
export function recordAsJson(
  tenant: TenantParts,
  object: CustomObject,
  ordinal: number,
  at?: number,
): string {
  const { records, layout } = object;
  const cells = records.cells(ordinal, at);
  let json = `{${systemFieldsAsJson(tenant, object, ordinal)}`;
  for (const field of layout.fields) {
    const text = cells[field.slot];
    if (text !== undefined) json += `,${JSON.stringify(field.name)}:${cellAsJson(field, text)}`;
  }
  return `${json}}`;
}

function systemFieldsAsJson(
  { stamps }: TenantParts,
  object: CustomObject,
  ordinal: number,
): string {
  const created = object.records.created(ordinal);
  const updated = object.records.updated(ordinal);
  const fields = JSON.stringify({
    Id: object.records.idOf(ordinal),
    type: object.layout.object,
    CreatedById: stamps.user(created.login),
    CreatedDate: stamps.date(created.at),
    UpdatedById: stamps.user(updated.login),
    UpdatedDate: stamps.date(updated.at),
  });
  return fields.slice(1, -1);
}
