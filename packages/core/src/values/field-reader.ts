import { kindWithoutFields } from '../contract/without-fields.ts';
import { type CellFault, notJsonText, notObject } from './cell-fault.ts';
import { ExactNumber } from './exact-number.ts';
import { readJsonText } from './json-text.ts';

/** What a reader returns for a record that does not have the field. */
export const MISSING: unique symbol = Symbol('missing');

/** What a reader returns if a path runs into something that has no fields. */
export class DeadEnd {
  readonly fault: CellFault;

  constructor(fault: CellFault) {
    this.fault = fault;
  }
}

/** Returns the value of a field, {@link MISSING} or a {@link DeadEnd}. */
export type FieldReader = (record: object) => unknown;

/**
 * Reads the field `from`: a name, or a path into nested objects and lists, in which every field of null is null. A
 * field whose name is the whole of `from` takes precedence. With `json`, a text on the path is read as JSON.
 */
export function fieldReader(from: string, json = false): FieldReader {
  const path = from.split('.');
  if (path.length === 1) return ownReader(from);
  const steps = path.map(ownReader);
  return (record) =>
    Object.hasOwn(record, from) ? ownField(record, from) : follow(record, path, steps, json);
}

function follow(
  record: object,
  path: readonly string[],
  steps: readonly FieldReader[],
  json: boolean,
): unknown {
  let at = (steps[0] as FieldReader)(record);
  for (let index = 1; index < path.length; index++) {
    if (json && typeof at === 'string') {
      const text = readJsonText(at);
      if ('why' in text) return new DeadEnd(notJsonText(path.slice(0, index), text.why));
      at = text.value;
    }
    if (at === null || at === undefined || at === MISSING) return at;
    const name = path[index] as string;
    // Lists, texts, buffers and errors have properties that are no fields, such as `length`.
    const kind = kindOf(at, name);
    if (kind !== undefined) return new DeadEnd(notObject(at, path.slice(0, index), kind, name));
    at = (steps[index] as FieldReader)(at as object);
  }
  return at;
}

/** How far a path leads into a record. */
export interface Reach {
  /** How many names of the path are there. */
  readonly depth: number;
  /** What does not have the next name, and could have; absent if the path ends in anything else. */
  readonly without?: object;
}

/** See {@link fieldReader}: all names are there if the record has a field whose name is the whole path. */
export function reachOf(record: object, path: readonly string[], json = false): Reach {
  if (Object.hasOwn(record, path.join('.'))) return { depth: path.length };
  let at: unknown = record;
  for (const [depth, name] of path.entries()) {
    if (json && depth > 0 && typeof at === 'string') {
      const text = readJsonText(at);
      at = 'why' in text ? undefined : text.value;
    }
    if (typeof at !== 'object' || at === null || kindOf(at, name) !== undefined) return { depth };
    if (!Object.hasOwn(at, name)) return { depth, without: at };
    // The value itself is not looked at: reading it may call a getter.
    if (depth + 1 < path.length) at = ownField(at, name);
  }
  return { depth: path.length };
}

/** The value of the record's own field of this name, or {@link MISSING}. */
function ownField(record: object, name: string): unknown {
  if (!Object.hasOwn(record, name)) return MISSING;
  return (record as Readonly<Record<string, unknown>>)[name];
}

/** Does the same as {@link ownField}, for many records. */
function ownReader(name: string): FieldReader {
  if (name in Object.prototype) return (record) => ownField(record, name);
  return (record) => {
    if (Object.getPrototypeOf(record) === Object.prototype) {
      // A plain object that has it nowhere else: there is no need to ask first.
      const value = (record as Readonly<Record<string, unknown>>)[name];
      if (value !== undefined) return value;
    }
    return ownField(record, name);
  };
}

const PLACE_IN_LIST = /^(?:0|[1-9]\d*)$/;

/** What a value is that cannot have a field of this name; `undefined` if it can. */
function kindOf(value: unknown, name: string): string | undefined {
  switch (typeof value) {
    case 'string':
      return 'a text';
    case 'number':
    case 'bigint':
      return 'a number';
    case 'boolean':
      return 'a boolean';
    case 'object':
      if (value instanceof ExactNumber) return 'a number';
      if (value === null) return undefined;
      if (Array.isArray(value)) return PLACE_IN_LIST.test(name) ? undefined : 'a list';
      return kindWithoutFields(value);
    default:
      return `a ${typeof value}`;
  }
}
