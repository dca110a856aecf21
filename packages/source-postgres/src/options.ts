import type { Parameter } from './relation.ts';

/** What `postgres` reads, and from where. Either `table` or `query` is required. */
export interface PostgresOptions {
  /**
   * A connection string of libpq: `postgres://user@host:5432/database?sslmode=verify-full`, or
   * `host=… dbname=…`. What it omits comes from the `PG*` variables of the environment, then
   * from libpq's defaults; that of the host is `localhost`. In a migration file, relative paths of
   * certificates start from the folder of that file.
   */
  readonly connection?: string | undefined;
  /**
   * A table or view, `name` or `schema.name`, with capitals as PostgreSQL stores them. In a list of
   * one or two names, names may contain dots.
   */
  readonly table?: string | readonly string[] | undefined;
  /** One `SELECT`, `VALUES` or `TABLE` statement, or one that begins with `WITH`. */
  readonly query?: string | undefined;
  /** Bound to `$1`, `$2` and so on in `query`. */
  readonly parameters?: readonly Parameter[] | undefined;
  /**
   * One or several columns that are unique together, and never NULL. The rows are read in their order,
   * and each batch has a checkpoint. A restart reads the rows after it as they are at that time; the state
   * that the first read saw no longer exists. Default: no order and no checkpoint.
   */
  readonly orderBy?: string | readonly string[] | undefined;
  /**
   * How many ranges of `orderBy` to read at the same time, each on its own connection: 1 to 32. Batches
   * of the ranges alternate. Default: 1.
   */
  readonly partitions?: number | undefined;
  /** Takes each `timestamp` without time zone as UTC, and ends it with `Z`. */
  readonly assumeZone?: 'UTC' | undefined;
  /**
   * The columns whose text is JSON: the record then has the value, an object for instance, and null for an empty
   * text. A `json` or `jsonb` of which the migration takes parts needs no mention. Default: none.
   */
  readonly json?: string | readonly string[] | undefined;
}
