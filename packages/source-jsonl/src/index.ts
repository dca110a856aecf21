export { type JsonlOptions, jsonl } from './jsonl.ts';
