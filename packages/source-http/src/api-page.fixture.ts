import type { Received } from './local-server.fixture.ts';
import type { HttpOptions } from './options.ts';

/** What an API answers. Without a status, 200. */
interface ApiAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** An API that pages as its documentation says, with the options that read it. */
export interface PublicApi {
  /** Everything but the address of the server. */
  readonly options: Omit<HttpOptions, 'url'> & { readonly path: string };
  answer(received: Received): ApiAnswer;
  /** A field of each record whose values are 0 to 4; a path. */
  readonly id: string;
  /** Whether its pages have no checkpoints: a scroll moves on, and a link to another path may be signed. */
  readonly hasNoCheckpoints?: boolean;
}

export const SIZE = 2;
export const COUNT = 5;

/** The numbers of the records on the page that begins at record `at`. */
export function page(at: number): number[] {
  return Array.from({ length: Math.max(0, Math.min(SIZE, COUNT - at)) }, (_, n) => at + n);
}

export function items(at: number): object[] {
  return page(at).map((id) => ({ id, name: `n${id}` }));
}

export function at({ url }: Received, name: string, first = 0): number {
  return Number(url.searchParams.get(name) ?? first);
}

export function isMore(from: number): boolean {
  return from + SIZE < COUNT;
}

/** The place behind a page that begins at `from`, if there are more. */
export function next<T>(from: number, there: (place: number) => T, end: T): T {
  return isMore(from) ? there(from + SIZE) : end;
}
