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

/** The definition in the `schema` of an answer; `undefined` if it is not one. */
export function definitionOf(
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
