import { Rejection } from '@rowferry/core';

/**
 * Brings VINs into one form, leaves out what is scrapped, and refuses what is no VIN. At the end it says how
 * many it changed.
 */
export function normaliseVin({ field = 'vin', column, skipScrapped = false }) {
  if (typeof column !== 'string') throw new TypeError('normaliseVin: `column`: expected a column');
  let changed = 0;
  return {
    name: 'normalise-vin',
    transform(record, { at }) {
      if (skipScrapped && record.status === 'scrapped') return undefined;
      const vin = String(record[field] ?? '')
        .replace(/[\s.-]/g, '')
        .toUpperCase();
      // The record stands beside the message in rejected.jsonl: no need to quote it.
      if (!/^[A-HJ-NPR-Z0-9]{17}$/.test(vin)) {
        throw new Rejection('VIN_INVALID', `\`${field}\` at ${at} is no VIN`, column);
      }
      if (vin === record[field]) return record;
      changed += 1;
      return { ...record, [field]: vin };
    },
    onEnd() {
      process.stderr.write(`${changed} VINs were brought into form\n`);
    },
  };
}
