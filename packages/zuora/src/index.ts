export { type ZuoraClient, zuoraClient } from './client.ts';
export type { CallOptions } from './connection.ts';
export type { Definitions } from './definitions.ts';
export type { Condition, Filter, JobRequest } from './job-request.ts';
export type { Jobs } from './jobs.ts';
export type { ObjectDefinition } from './object-definition.ts';
export type { Namespace, ZuoraClientOptions, ZuoraOptions } from './options.ts';
export type { RecordQuery, Records } from './records.ts';
export { zuora } from './target.ts';
