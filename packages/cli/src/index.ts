export type { FactoryContext } from './migration/load.ts';
export type { Migration, Use } from './migration/schema.ts';
