import type { Dialect } from './dialect.ts';
import type { Settings } from './reading.ts';

/** The dialect of `csv` without options. */
export const DEFAULT_DIALECT: Dialect = {
  delimiter: ',',
  quote: '"',
  escape: '"',
  backslashes: null,
  comment: null,
  lineEnd: undefined,
  blanksAroundQuotes: false,
  excelText: false,
};

/** What `csv` reads with without options. */
export const DEFAULT_SETTINGS: Settings = {
  paths: ['a.csv'],
  base: '',
  dialect: DEFAULT_DIALECT,
  isDelimiterGiven: false,
  hasHeader: true,
  skipLines: 0,
  names: undefined,
  encoding: 'utf-8',
  cells: 'exact',
  skipBlankRecords: false,
  nulls: new Set(),
  json: [],
  maxRecordBytes: 1024 * 1024,
};
