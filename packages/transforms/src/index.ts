export { type EmptyToNullOptions, emptyToNull } from './empty-to-null.ts';
export type { LookupOptions } from './lookup.ts';
export { lookup } from './lookup.ts';
export { type MapValuesOptions, mapValues } from './map-values.ts';
export { type ParseDateOptions, parseDate } from './parse-date.ts';
export { type ParseNumberOptions, parseNumber } from './parse-number.ts';
export { type PickOptions, pick } from './pick.ts';
export { type RenameOptions, rename } from './rename.ts';
export { type TrimOptions, trim } from './trim.ts';
