import { stringifyExact } from '../values/stringify-exact.ts';

/** A record as an error item echoes it: field to value. Values may be coerced, and fields may be missing. */
export type Echo = Readonly<Record<string, unknown>>;

/** The part of an echo that decides which rows it may fit. Ids that the target created differ in each error. */
export function sentPart(echo: Echo, header: readonly string[]): string {
  const sent: unknown[] = [];
  for (const name of header) if (Object.hasOwn(echo, name)) sent.push(name, echo[name]);
  return stringifyExact(sent) ?? '';
}
