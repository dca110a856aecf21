import { RowferryError } from '../contract/errors.ts';
import type { Plugin } from '../contract/plugin.ts';
import { type Columns, fieldOf } from '../values/columns.ts';
import type { Encoder } from '../values/encoder.ts';
import {
  describeUnknown,
  type NamedField,
  namedByColumns,
  namedByPlugin,
  WantedField,
} from './named-field.ts';

/** What names fields: the columns and the plugins of a migration. */
export interface NamingSettings {
  readonly columns: Columns;
  readonly key?: string | undefined;
  readonly plugins: readonly Plugin[];
}

/**
 * The fields that a migration names. One that no record has is a mistake: `FIELD_UNKNOWN`. The names that a
 * source knows are compared before it is read, and the records of the first segment wherever a field is taken
 * from them: by a plugin, or by a column after all plugins.
 */
export interface NamedFields {
  /** The plugins, with one before each that names fields, which looks at what it gets. */
  readonly plugins: readonly Plugin[];
  /** The encoder, looking at what it gets. */
  watching(encoder: Encoder): Encoder;
  /** Compares the names that the records of a source can have. */
  checkSource(fields: readonly string[], sourceName: string): void;
  /** Compares the records so far: at the end of each segment, and of the source. */
  checkRecords(): void;
}

/** The fields that a migration names, without those that are `known` from an earlier run. */
export function namedFields(
  { columns, key, plugins }: NamingSettings,
  known: readonly string[],
): NamedFields {
  const isNew = ({ name }: NamedField) => !known.includes(name);
  const transformers = plugins.filter((plugin) => plugin.transform ?? plugin.transformBatch);
  const ofPlugins = new Map(
    transformers.map((plugin, index) => [
      plugin,
      new Stage(namedByPlugin(plugin).filter(isNew), index > 0 ? ' when it gets them' : ''),
    ]),
  );
  const ofColumns = new Stage(
    namedByColumns(columns, key).filter(isNew),
    transformers.length > 0 ? ' after the plugins' : '',
  );
  const stages = [...ofPlugins.values(), ofColumns];
  return {
    plugins: plugins.flatMap((plugin) => {
      const stage = ofPlugins.get(plugin);
      return stage === undefined || stage.isDone ? [plugin] : [watcherOf(stage), plugin];
    }),
    watching: ({ header, row }) => ({
      header,
      row(record) {
        ofColumns.look(record);
        return row(record);
      },
    }),
    checkSource(fields, sourceName) {
      // Whatever follows a transform may have other fields than the source.
      const [first = ofColumns] = stages;
      refuse(first.lackingIn(fields, sourceName));
    },
    checkRecords() {
      refuse(stages.flatMap((stage) => stage.lacking()));
      for (const stage of stages) stage.accept();
    },
  };
}

/** For a run that had a chunk before: all fields were found then. */
export function foundFields({ plugins }: NamingSettings): NamedFields {
  return { plugins, watching: (encoder) => encoder, checkSource() {}, checkRecords() {} };
}

/** The names of all fields that must be in some record. */
export function fieldNames({ columns, key, plugins }: NamingSettings): string[] {
  const named = [...namedByColumns(columns, key), ...plugins.flatMap(namedByPlugin)];
  return [...new Set(named.map(({ name }) => name))];
}

/** The fields of which the columns take parts: of `owner.email`, the field `owner`. */
export function nestedFields(columns: Columns): string[] {
  const paths = Object.values(columns).map((column) => fieldOf(column)?.from.split('.') ?? []);
  return [...new Set(paths.flatMap(([first = '', ...rest]) => (rest.length > 0 ? [first] : [])))];
}

/** A place between source and cells at which fields are taken from records. */
class Stage {
  readonly #named: readonly NamedField[];
  readonly #when: string;
  #wanted: readonly WantedField[];
  #records = 0;

  constructor(named: readonly NamedField[], when: string) {
    this.#named = named;
    this.#when = when;
    this.#wanted = named.map((field) => new WantedField(field));
  }

  /** Whether each field was in a record. */
  get isDone(): boolean {
    return this.#wanted.length === 0;
  }

  /** Ends the search, if there were records: what is not lacking may come. */
  accept(): void {
    if (this.#records > 0) this.#wanted = [];
  }

  look(record: object): void {
    if (this.isDone) return;
    this.#records += 1;
    if (this.#wanted.some((field) => field.isIn(record))) {
      this.#wanted = this.#wanted.filter((field) => !field.isIn(record));
    }
  }

  /** Describes each field that no record can have, since the source does not know the first name of its path. */
  lackingIn(fields: readonly string[], sourceName: string): string[] {
    const known = new Set(fields);
    return this.#named
      .filter(({ name, path: [first = name] }) => !known.has(name) && !known.has(first))
      .map((field) => describeUnknown(field, `which ${sourceName} does not have`, fields));
  }

  /** Describes each field that none of the records so far had; nothing if there was no record. */
  lacking(): string[] {
    const which =
      this.#records === 1
        ? `which the first record does not have${this.#when}`
        : `which none of the first ${this.#records} records has${this.#when}`;
    return this.#wanted.filter(({ isLacking }) => isLacking).map((field) => field.describe(which));
  }
}

function watcherOf(stage: Stage): Plugin {
  return {
    name: 'named-fields',
    transform(record) {
      stage.look(record);
      return record;
    },
  };
}

/** Faults that a message lists. */
const LISTED_MAX = 5;

function refuse(faults: readonly string[]): void {
  if (faults.length === 0) return;
  const listed = faults.slice(0, LISTED_MAX).join('; ');
  const more = faults.length > LISTED_MAX ? `; and ${faults.length - LISTED_MAX} more` : '';
  throw new RowferryError(
    'FIELD_UNKNOWN',
    `${listed}${more}; correct the name, or set \`optional: true\` if the field may be absent from every record`,
  );
}
