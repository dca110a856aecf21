export { type CsvOptions, csv } from './csv.ts';
export type { Encoding } from './encoding.ts';
