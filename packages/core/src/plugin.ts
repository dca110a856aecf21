import type { Definition } from './target.ts';
export type MaybePromise<T> = T | Promise<T>;
export type { Definition };
