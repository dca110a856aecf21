/**
 * These settings make text exact and the same on every server, prevent the end of a transaction that waits
 * for a slot, and prevent the same query from returning its rows in another order. Older servers do not have
 * all of them. Names are spelt as in `pg_settings`.
 */
export const SETTINGS = {
  DateStyle: 'ISO',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  extra_float_digits: '3',
  bytea_output: 'hex',
  statement_timeout: '0',
  lock_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  transaction_timeout: '0',
  synchronize_seqscans: 'off',
  max_parallel_workers_per_gather: '0',
};

export const SET = `SELECT pg_catalog.current_setting('server_encoding'),
  pg_catalog.set_config(name, $1::pg_catalog.json ->> name, true)
  FROM pg_catalog.pg_settings WHERE name = ANY ($2)`;
