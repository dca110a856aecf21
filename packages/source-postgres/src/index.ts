export type { PostgresOptions } from './options.ts';
export { type Parameter, postgres } from './postgres.ts';
