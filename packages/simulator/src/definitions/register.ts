import { randomUuid } from '../random.ts';
import { createRecordTable, type RecordTable } from '../records/table.ts';
import type { World } from '../world.ts';
import type { Schema } from './definition.ts';
import { type Layout, layOut } from './layout.ts';

/** One custom object: its schema, its layout and its records. */
export interface CustomObject {
  readonly id: string;
  readonly createdAt: number;
  readonly createdBy: number;
  updatedAt: number;
  updatedBy: number;
  schema: Schema;
  layout: Layout;
  readonly records: RecordTable;
}

/** Every custom object of the tenant, by its case-sensitive API name. */
export interface DefinitionRegister {
  add(schema: Schema, login: number): CustomObject;
  change(
    object: CustomObject,
    schema: Schema,
    login: number,
    renamed?: Record<string, string>,
  ): void;
  get(name: string): CustomObject | undefined;
  all(): Iterable<CustomObject>;
  delete(name: string): void;
}

export function createDefinitionRegister(world: World): DefinitionRegister {
  const objects = new Map<string, CustomObject>();
  return {
    add(schema, login) {
      const now = world.now();
      const layout = layOut(schema);
      const object: CustomObject = {
        id: randomUuid(world.random),
        createdAt: now,
        createdBy: login,
        updatedAt: now,
        updatedBy: login,
        schema,
        layout,
        records: createRecordTable(world.random),
      };
      object.records.indexUnique(layout.fields);
      objects.set(schema.object, object);
      return object;
    },
    change(object, schema, login, renamed = {}) {
      object.schema = schema;
      object.layout = layOut(schema, object.layout, renamed);
      object.records.indexUnique(object.layout.fields);
      object.updatedAt = world.now();
      object.updatedBy = login;
    },
    get: (name) => objects.get(name),
    all: () => objects.values(),
    delete: (name) => void objects.delete(name),
  };
}
