export { http } from './http.ts';
export type { HttpOptions } from './options.ts';
export type { Paging } from './paging-options.ts';
