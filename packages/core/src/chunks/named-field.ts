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

/** Names that are kept for the advice on one field. */
const KNOWN_MAX = 1000;

/** Looks for a named field in records, and remembers which names they have in its place. */
export class WantedField {
  readonly #field: NamedField;
  /** How many names of the path were in some record. */
  #depth = 0;
  #isLacking = false;
  readonly #known = new Set<string>();

  constructor(field: NamedField) {
    this.#field = field;
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
      this.#known.clear();
    }
    if (depth === this.#depth && without !== undefined) this.#note(without);
    return false;
  }

  #note(without: object): void {
    this.#isLacking = true;
    if (Array.isArray(without)) return;
    for (const name of Object.keys(without)) {
      if (this.#known.size >= KNOWN_MAX) return;
      this.#known.add(name);
    }
  }

  /** `columns.a names the field b, which … (nearest: …)` */
  describe(which: string): string {
    return describeUnknown(this.#field, which, [...this.#known], this.#depth);
  }
}

/** `depth` says in place of which part of the path the `known` names are. */
export function describeUnknown(
  { name, by, path }: NamedField,
  which: string,
  known: readonly string[],
  depth = 0,
): string {
  const near =
    (depth === 0 ? nearName(name, known) : undefined) ?? nearName(path[depth] ?? name, known);
  return `${by} names the field ${shown(name)}, ${which}${hintOf(near, path.slice(0, depth))}`;
}

function hintOf(near: NearName | undefined, before: readonly string[]): string {
  if (near === undefined) return '';
  const name = shown([...before, near.name].join('.'));
  return ` (nearest: ${name}${near.difference === '' ? '' : `, ${near.difference}`})`;
}
