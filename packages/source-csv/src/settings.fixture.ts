import { DEFAULT_DIALECT } from './dialect.ts';
import type { Settings } from './reading.ts';

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
