import type { Batch, FieldsOptions, ReadOptions } from '@rowferry/core';
import { placeOf, toCheckpoint } from './checkpoint.ts';
import { explain, sourceChanged } from './failure.ts';
import { findKey, refuseNull, splitKey } from './key.ts';
import { type OrderedRows, orderedRows } from './ordered-rows.ts';
import { orderedStatement } from './ordered-statement.ts';
import { type Parameters, withEnvironment, withVariables } from './parameters.ts';
import { checkNamed, recordBuilder } from './records.ts';
import type { Parameter, Relation } from './relation.ts';
import type { Limits } from './rows.ts';
import { serverOf } from './server.ts';
import { openSession, type Session } from './session.ts';
import { type Bounds, columnsStatement, type KeyValues } from './statement.ts';

const LIMITS: Limits = { rowsMax: 256, charactersMax: 256 * 1024 };

/** The options of `postgres`, with all defaults filled in. */
export interface Settings {
  /** The parameters of the connection string. The environment adds the others when a read begins. */
  readonly connection: Parameters;
  readonly relation: Relation;
  /** Empty if the rows have no order. */
  readonly orderBy: readonly string[];
  readonly partitions: number;
  readonly zone: '' | 'Z';
  /** The columns whose text is JSON, whatever their type. */
  readonly json: readonly string[];
  readonly limits?: Limits;
}

/** Opens another connection of a read. `snapshot` is the state that a first connection exported. */
type Open = (snapshot?: string) => Promise<Session>;

/** The names of the relation's columns. */
export async function readNames(
  { connection, relation, json }: Settings,
  { signal }: FieldsOptions,
): Promise<readonly string[]> {
  signal.throwIfAborted();
  const server = serverOf(withEnvironment(connection, process.env));
  const session = await openSession(server, signal);
  try {
    const { fields } = await session.query(columnsStatement(relation));
    checkNamed(json, fields);
    return fields.map(({ name }) => name);
  } catch (error) {
    signal.throwIfAborted();
    throw explain(error, server.place);
  } finally {
    await session.release();
  }
}

/** The server, the database and the statement. Whether the rows have changed since is not known. */
export function identityOf({ connection, relation: { all, parameters } }: Settings): string {
  const { place } = serverOf(withEnvironment(connection, process.env));
  return JSON.stringify([place, all, parameters.map(typed)]);
}

/** What decides the rows and how they are read, without the login and the way to connect. */
export function decisive({
  connection,
  relation,
  orderBy,
  partitions,
  zone,
  json,
}: Settings): object {
  const { host, port = '5432', dbname, options } = withVariables(connection, process.env);
  return {
    ...{ host, port, dbname, options },
    ...{ statement: relation.all, parameters: relation.parameters.map(typed) },
    ...{ orderBy, partitions, zone, json },
  };
}

function typed(value: Parameter): string | null {
  return value === null ? null : `${typeof value} ${value}`;
}

/** Reads all rows of the relation. Closes all connections in any case. */
export async function* readBatches(
  settings: Settings,
  { signal, checkpoint, nested = [] }: ReadOptions,
): AsyncGenerator<Batch> {
  signal.throwIfAborted();
  const server = serverOf(withEnvironment(settings.connection, process.env));
  const sessions: Session[] = [];
  const open: Open = async (snapshot) => {
    const session = await openSession(server, signal, snapshot);
    sessions.push(session);
    return session;
  };
  try {
    const read = settings.orderBy.length > 0 ? readByKey : readUnordered;
    for await (const batch of read({ ...settings, nested }, open, checkpoint)) {
      signal.throwIfAborted();
      yield batch;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw explain(error, server.place);
  } finally {
    await Promise.all(sessions.map((session) => session.release()));
  }
}

/** The settings of one read. */
interface ReadSettings extends Settings {
  /** The columns of which the migration takes parts. */
  readonly nested: readonly string[];
}

async function* readUnordered(
  settings: ReadSettings,
  open: Open,
  checkpoint: unknown,
): AsyncGenerator<Batch> {
  const { relation, limits = LIMITS } = settings;
  if (checkpoint !== undefined) {
    throw sourceChanged(
      'The checkpoint needs the `orderBy` with which it was written',
      'that option',
    );
  }
  const session = await open();
  const rows = session.read({ text: relation.all, values: relation.parameters }, limits);
  const build = recordBuilder({ ...settings, isUtf8: session.isUtf8 });
  let number = 1;
  for (let batch = await rows.next(); batch !== undefined; batch = await rows.next()) {
    const first = number;
    number += batch.rows.length;
    yield {
      ...build(batch),
      locate: (index) => `${relation.name} row ${first + index}`.trimStart(),
    };
  }
}

async function* readByKey(
  settings: ReadSettings,
  open: Open,
  checkpoint: unknown,
): AsyncGenerator<Batch> {
  const { orderBy, partitions, relation } = settings;
  const place = placeOf(checkpoint, orderBy, partitions);
  const ranges = await openRanges(settings, open, place?.ranges);
  const finished = new Set<number>();
  const count = ranges.length;
  for (let turn = place?.next ?? 0; finished.size < count; turn = (turn + 1) % count) {
    const range = ranges[turn];
    if (range === undefined || finished.has(turn)) continue;
    const batch = await range.rows.next();
    if (batch === undefined) {
      finished.add(turn);
      continue;
    }
    const { keyOf } = batch;
    const bounds = ranges.map(({ rows }) => rows.bounds);
    yield {
      ...range.build(batch),
      checkpoint: toCheckpoint(orderBy, { ranges: bounds, next: (turn + 1) % count }),
      locate: (index) => nameOf(relation, orderBy, keyOf(index)),
    };
  }
}

/** One range of the key, with its own connection. */
interface Range {
  readonly rows: OrderedRows;
  readonly build: ReturnType<typeof recordBuilder>;
}

/** Opens the `given` ranges or, at a first read, `partitions` new ones, all in one state of the database. */
async function openRanges(
  settings: ReadSettings,
  open: Open,
  given: readonly Bounds[] | undefined,
): Promise<Range[]> {
  const { relation, orderBy, partitions, limits = LIMITS } = settings;
  const first = await open();
  const key = await findKey(first, relation, orderBy);
  // A read of all rows as one range finds NULL keys itself; any other would silently omit them.
  if (given !== undefined || partitions > 1) await refuseNull(first, relation, key);
  const bounds = given ?? (await splitKey(first, relation, key, partitions));
  const sessions = [first];
  const snapshot = bounds.length === 1 ? undefined : await exportSnapshot(first);
  while (sessions.length < bounds.length) sessions.push(await open(snapshot));
  return sessions.map((session, index) => {
    const { isUtf8 } = session;
    const start = bounds[index] ?? {};
    const rows = session.read(orderedStatement(relation, key, start), limits);
    return {
      rows: orderedRows(rows, orderBy, start, isUtf8),
      build: recordBuilder({ ...settings, isUtf8 }),
    };
  });
}

async function exportSnapshot(session: Session): Promise<string | undefined> {
  const text = 'SELECT pg_catalog.pg_export_snapshot()';
  const [[snapshot] = []] = (await session.query({ text, values: [] })).rows;
  return snapshot ?? undefined;
}

/** `vehicles.id=981`, `orders.shop=7,number=12`. */
function nameOf({ name }: Relation, columns: readonly string[], values: KeyValues): string {
  const pairs = columns.map((column, index) => `${column}=${values[index]}`);
  return `${name === '' ? '' : `${name}.`}${pairs.join(',')}`;
}
