/** Objects that have their content elsewhere than in fields, and what they are called. */
const KINDS = [
  [Date, 'a date'],
  [Map, 'a map'],
  [Set, 'a set'],
  [Promise, 'a promise'],
  [RegExp, 'a regular expression'],
  [ArrayBuffer, 'a buffer'],
] as const;

/** What an object is whose content is in no field, such as `a map`; `undefined` for any other object. */
export function kindWithoutFields(value: object): string | undefined {
  if (ArrayBuffer.isView(value)) return 'a buffer';
  for (const [kind, name] of KINDS) if (value instanceof kind) return name;
  return undefined;
}
