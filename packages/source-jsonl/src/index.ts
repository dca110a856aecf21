export type { JsonlOptions } from './jsonl.ts';
export { jsonl } from './jsonl.ts';
