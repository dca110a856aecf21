import { type NearName, nearName, shown } from '../contract/near-name.ts';
import type { Plugin } from '../contract/plugin.ts';
import { type Columns, fieldOf } from '../values/columns.ts';
import { reachOf } from '../values/field-reader.ts';

/** A field that a column or a plugin names, and that some record must have. */
export interface NamedField {
  readonly name: string;
  /** Who names it, for a message. */
  readonly by: string;
  /** The names of the fields that lead to it. */
  readonly path: readonly string[];
  /** Whether texts on the path are read as JSON. */
  readonly json?: boolean | undefined;
}

export function namedByColumns(columns: Columns, key: string | undefined): NamedField[] {
  return Object.entries(columns).flatMap(([column, written]) => {
    const field = fieldOf(written);
    if (field === undefined || field.optional) return [];
    const { from, json } = field;
    const by = `\`columns.${column}\`${column === key ? ', the key,' : ''}`;
    return [{ name: from, by, path: from.split('.'), json }];
  });
}

/** A plugin names fields of the record itself. */
export function namedByPlugin({ name: plugin, fields = [] }: Plugin): NamedField[] {
  return fields.map((name) => ({ name, by: `the plugin \`${plugin}\``, path: [name] }));
}

/** Names that are kept for the advice on the fields of one object. */
const KNOWN_MAX = 1000;

/** The names that objects have, by the path that leads to them. */
export class KnownNames {
  readonly #byPath = new Map<string, { readonly names: Set<string>; last?: object }>();

  /** Many fields may be wanted in the same object: its names are taken once. */
  note(path: readonly string[], object: object): void {
    const key = path.join('.');
    const at = this.#byPath.get(key) ?? { names: new Set() };
    this.#byPath.set(key, at);
    if (at.last === object) return;
    at.last = object;
    if (Array.isArray(object)) return;
    for (const name of Object.keys(object)) {
      if (at.names.size >= KNOWN_MAX) return;
      at.names.add(name);
    }
  }

  of(path: readonly string[]): string[] {
    return [...(this.#byPath.get(path.join('.'))?.names ?? [])];
  }
}

/** Looks for a named field in records. */
export class WantedField {
  readonly #field: NamedField;
  readonly #known: KnownNames;
  /** How many names of the path were in some record. */
  #depth = 0;
  #isLacking = false;

  constructor(field: NamedField, known: KnownNames) {
    this.#field = field;
    this.#known = known;
  }

  get name(): string {
    return this.#field.name;
  }

  /**
   * Whether a record could have had the field, and did not. Null, or a text in place of an object, does not show
   * which fields the object would have.
   */
  get isLacking(): boolean {
    return this.#isLacking;
  }

  isIn(record: object): boolean {
    const { path, json } = this.#field;
    const { depth, without } = reachOf(record, path, json);
    if (depth === path.length) return true;
    if (depth > this.#depth) {
      this.#depth = depth;
      this.#isLacking = false;
    }
    if (depth === this.#depth && without !== undefined) {
      this.#isLacking = true;
      this.#known.note(path.slice(0, depth), without);
    }
    return false;
  }

  /** `columns.a names the field b, which … (nearest: …)` */
  describe(which: string): string {
    const { path } = this.#field;
    const known = this.#known.of(path.slice(0, this.#depth));
    return describeUnknown(this.#field, which, known, this.#depth);
  }
}

/** `depth` says in place of which part of the path the `known` names are. */
export function describeUnknown(
  { name, by, path }: NamedField,
  which: string,
  known: readonly string[],
  depth = 0,
): string {
  const next = path[depth] ?? name;
  const whole = depth === 0 && next !== name ? nearName(name, known) : undefined;
  const near = whole ?? nearName(next, known);
  return `${by} names the field ${shown(name)}, ${which}${hintOf(near, path.slice(0, depth))}`;
}

function hintOf(near: NearName | undefined, before: readonly string[]): string {
  if (near === undefined) return '';
  const name = shown([...before, near.name].join('.'));
  return ` (nearest: ${name}${near.difference === '' ? '' : `, ${near.difference}`})`;
}
