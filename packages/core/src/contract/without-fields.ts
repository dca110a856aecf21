/** A text, number or boolean that is an object: JSON writes the value. */
export const BOXED = 'a boxed value';

/** Objects that have their content elsewhere than in fields, and what they are called. */
const KINDS = [
  [Date, 'a date'],
  [Map, 'a map'],
  [Set, 'a set'],
  [WeakMap, 'a map'],
  [WeakSet, 'a set'],
  [Promise, 'a promise'],
  [RegExp, 'a regular expression'],
  [Error, 'an error'],
  [URL, 'a URL'],
  [URLSearchParams, 'a URL query'],
  [ArrayBuffer, 'a buffer'],
  [SharedArrayBuffer, 'a buffer'],
  [String, BOXED],
  [Number, BOXED],
  [Boolean, BOXED],
  [BigInt, 'a boxed bigint'],
  [Symbol, 'a boxed symbol'],
] as const;

/** What an object is whose content is in no field, such as `a map`; `undefined` for any other object. */
export function kindWithoutFields(value: object): string | undefined {
  const prototype: unknown = Object.getPrototypeOf(value);
  const isPlain = prototype === Object.prototype || prototype === Array.prototype;
  if (isPlain || prototype === null) return undefined;
  if (ArrayBuffer.isView(value)) return 'a buffer';
  for (const [kind, name] of KINDS) if (value instanceof kind) return name;
  return undefined;
}
