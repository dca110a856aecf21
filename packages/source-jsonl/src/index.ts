export { jsonl } from './jsonl.ts';
export type { JsonlOptions } from './options.ts';
