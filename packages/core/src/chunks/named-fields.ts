import { RowferryError } from '../contract/errors.ts';
import type { Plugin } from '../contract/plugin.ts';
import { type Columns, fieldOf } from '../values/columns.ts';
import type { Encoder } from '../values/encoder.ts';
import {
  describeUnknown,
  KnownNames,
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
 * from them: by a plugin, or by a column after all plugins. If they have null, or a text, in place of the
 * object that would have a field, they show nothing: then the records behind them are compared as well.
 */
export interface NamedFields {
  /** The plugins, with one before each that names fields, which looks at what it gets. */
  readonly plugins: readonly Plugin[];
  /** The names of the fields that no record so far had, or could have had; absent if there are none. */
  readonly unseen: readonly string[] | undefined;
  /** The encoder, looking at what it gets. */
  watching(encoder: Encoder): Encoder;
  /** Compares the names that the records of a source can have. */
  checkSource(fields: readonly string[], sourceName: string): void;
  /** Compares the records so far: at the end of each segment, and of the source. */
  checkRecords(): void;
}

/** The fields that a migration names, without those that are `known` from an earlier run. */
export function namedFields(settings: NamingSettings, known: readonly string[]): NamedFields {
  const found = new Set(known);
  return fieldsToFind(settings, ({ name }) => !found.has(name), 'first');
}

/** For a run that had a chunk before: all fields were found then, or were in a part of a record that was not there. */
export function unseenFields(settings: NamingSettings, unseen: readonly string[]): NamedFields {
  const wanted = new Set(unseen);
  const isWanted = ({ name, path }: NamedField) => path.length > 1 && wanted.has(name);
  return fieldsToFind(settings, isWanted, 'later');
}

function fieldsToFind(
  { columns, key, plugins }: NamingSettings,
  isWanted: (field: NamedField) => boolean,
  segment: 'first' | 'later',
): NamedFields {
  const transformers = plugins.filter((plugin) => plugin.transform ?? plugin.transformBatch);
  const ofPlugins = new Map(
    transformers.map((plugin, index) => {
      const when = index > 0 ? ' when it gets them' : '';
      return [plugin, new Stage(namedByPlugin(plugin).filter(isWanted), when, segment)];
    }),
  );
  const ofColumns = new Stage(
    namedByColumns(columns, key).filter(isWanted),
    transformers.length > 0 ? ' after the plugins' : '',
    segment,
  );
  const stages = [...ofPlugins.values(), ofColumns];
  return {
    plugins: plugins.flatMap((plugin) => {
      const stage = ofPlugins.get(plugin);
      return stage === undefined || stage.isDone ? [plugin] : [watcherOf(stage), plugin];
    }),
    get unseen() {
      const names = stages.flatMap((stage) => stage.unseen);
      return names.length > 0 ? names : undefined;
    },
    watching: ({ header, add }) => ({
      header,
      add(record, rows, marked) {
        if (!ofColumns.isDone) ofColumns.look(record);
        return add(record, rows, marked);
      },
    }),
    checkSource(fields, sourceName) {
      // Whatever follows a transform may have other fields than the source.
      const [first = ofColumns] = stages;
      refuse(first.lackingIn(fields, sourceName), first);
    },
    checkRecords() {
      for (const stage of stages) {
        // What later stages lack may be the consequence.
        refuse(stage.lacking(), stage);
      }
      for (const stage of stages) stage.accept();
    },
  };
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

/** What is wrong with one field, as a text that is made only if it is shown. */
type Fault = () => string;

/** A place between source and cells at which fields are taken from records. */
class Stage {
  readonly #named: readonly NamedField[];
  readonly #when: string;
  #wanted: readonly WantedField[];
  #segment: 'first' | 'later';
  #records = 0;

  constructor(named: readonly NamedField[], when: string, segment: 'first' | 'later') {
    const known = new KnownNames();
    this.#named = named;
    this.#when = when;
    this.#segment = segment;
    this.#wanted = named.map((field) => new WantedField(field, known));
  }

  /** Whether each field was in a record. */
  get isDone(): boolean {
    return this.#wanted.length === 0;
  }

  get unseen(): string[] {
    return this.#wanted.map(({ name }) => name);
  }

  get advice(): string {
    const correct =
      this.#segment === 'first'
        ? 'correct the name'
        : 'correct the name in a new run of the records that are left';
    return `${correct}, or set \`optional: true\` if the field may be absent from every record`;
  }

  /** Ends a segment in which nothing was lacking. */
  accept(): void {
    if (this.#records > 0) this.#segment = 'later';
  }

  look(record: object): void {
    if (this.isDone) return;
    this.#records += 1;
    if (this.#wanted.some((field) => field.isIn(record))) {
      this.#wanted = this.#wanted.filter((field) => !field.isIn(record));
    }
  }

  /** The fields that no record can have, since the source does not know the first name of their paths. */
  lackingIn(fields: readonly string[], sourceName: string): Fault[] {
    const known = new Set(fields);
    const which = `which ${sourceName} does not have`;
    return this.#named
      .filter(({ name, path: [first = name] }) => !known.has(name) && !known.has(first))
      .map((field) => () => describeUnknown(field, which, fields));
  }

  /** The fields that none of the records so far had, although some could; none if there was no record. */
  lacking(): Fault[] {
    const lacking = this.#wanted.filter(({ isLacking }) => isLacking);
    return lacking.map((field) => () => field.describe(`${this.#which}${this.#when}`));
  }

  get #which(): string {
    if (this.#segment === 'later') return 'which none of the records so far has';
    return this.#records === 1
      ? 'which the first record does not have'
      : `which none of the first ${this.#records} records has`;
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

function refuse(faults: readonly Fault[], { advice }: Stage): void {
  if (faults.length === 0) return;
  const listed = faults.slice(0, LISTED_MAX).map((describe) => describe());
  const more = faults.length > LISTED_MAX ? `; and ${faults.length - LISTED_MAX} more` : '';
  throw new RowferryError('FIELD_UNKNOWN', `${listed.join('; ')}${more}; ${advice}`);
}
