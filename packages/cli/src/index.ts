export type { FactoryContext } from './migration/load.ts';
export type { Migration } from './migration/schema.ts';
export type { Use } from './migration/use.ts';
