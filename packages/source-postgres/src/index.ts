export { type Parameter, type PostgresOptions, postgres } from './postgres.ts';
