import type { ColumnDefinition, Definition } from '@rowferry/core';
import { segment } from './address.ts';
import type { CallOptions, Connection } from './connection.ts';
import type { Namespace } from './options.ts';
import { type JsonObject, listOf, objectOf, present, textOf } from './wire.ts';

/** The definition of an object: its `schema`, with the keywords of JSON Schema. */
export interface ObjectDefinition {
  readonly object: string;
  readonly label?: string;
  /** By API name; each has a `type`, and may have `format`, `enum`, `maxLength`, `default`… */
  readonly properties: Readonly<Record<string, JsonObject>>;
  /** Includes system fields. */
  readonly required: readonly string[];
  readonly unique: readonly string[];
  readonly filterable: readonly string[];
}

export interface Definitions {
  /** The definition of one object; a `TargetError` with status 404 if there is none. */
  get(
    request: { readonly object: string; readonly namespace?: Namespace | undefined },
    options?: CallOptions,
  ): Promise<ObjectDefinition>;
}

export function definitionsOf(connection: Connection): Definitions {
  return {
    async get({ object, namespace = 'default' }, { signal } = {}) {
      const path = `/objects/definitions/${namespace}/${segment('object', object)}`;
      const { body, answer } = await connection.requestJson({ method: 'GET', path, signal });
      const definition = definitionOf(object, objectOf(body['schema']));
      if (definition === undefined) throw answer.failed('lost', body);
      return definition;
    },
  };
}

function definitionOf(
  object: string,
  schema: JsonObject | undefined,
): ObjectDefinition | undefined {
  const properties = objectOf(schema?.['properties']);
  if (schema === undefined || properties === undefined) return undefined;
  const columns = Object.entries(properties).map(([name, property]): [string, JsonObject] => [
    name,
    objectOf(property) ?? {},
  ]);
  return present({
    object: textOf(schema['object']) ?? object,
    label: textOf(schema['label']),
    properties: Object.fromEntries(columns),
    required: namesOf(schema['required']),
    unique: namesOf(schema['unique']),
    filterable: namesOf(schema['filterable']),
  });
}

function namesOf(value: unknown): readonly string[] {
  return (listOf(value) ?? []).filter((name) => typeof name === 'string');
}

/** The definition in the form that core uses for its checks before the first upload. */
export function columnsOf(definition: ObjectDefinition): Definition {
  const { object, properties, required, unique, filterable } = definition;
  const columns = Object.entries(properties).map(([name, property]): [string, ColumnDefinition] => {
    const system = property['origin'] === 'system';
    const column = {
      type: textOf(property['type']) ?? 'string',
      format: textOf(property['format']),
      default: property['default'],
      // Zuora itself fills the system fields that it lists as required.
      required: required.includes(name) && !system,
      unique: unique.includes(name),
      filterable: filterable.includes(name),
      system,
    };
    return [name, present(column)];
  });
  return { object, columns: Object.fromEntries(columns) };
}
