import type { FieldDefinition } from './definition.ts';

/** Fields that every record has and no file may write (docs/zuora-api.md, section 3). */
export const systemFields: Readonly<Record<string, FieldDefinition>> = {
  Id: { type: 'string', format: 'uuid', label: 'Id', origin: 'system' },
  CreatedById: { type: 'string', format: 'uuid', label: 'CreatedById', origin: 'system' },
  UpdatedById: { type: 'string', format: 'uuid', label: 'UpdatedById', origin: 'system' },
  CreatedDate: { type: 'string', format: 'date-time', label: 'CreatedDate', origin: 'system' },
  UpdatedDate: { type: 'string', format: 'date-time', label: 'UpdatedDate', origin: 'system' },
};

export function isSystemField(name: string): boolean {
  return Object.hasOwn(systemFields, name);
}
