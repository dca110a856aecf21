export { csv } from './csv.ts';
export type { Encoding } from './encoding.ts';
export type { CsvOptions } from './options.ts';
