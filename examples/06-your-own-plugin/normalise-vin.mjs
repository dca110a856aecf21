import { Rejection } from '@rowferry/core';

/**
 * Converts VINs to one format, skips scrapped vehicles, and rejects invalid VINs. At the end it prints how
 * many VINs it changed.
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
      // No need to quote the record: rejected.jsonl has it next to the message.
      if (!/^[A-HJ-NPR-Z0-9]{17}$/.test(vin)) {
        throw new Rejection('VIN_INVALID', `\`${field}\` at ${at} is not a VIN`, column);
      }
      if (vin === record[field]) return record;
      changed += 1;
      return { ...record, [field]: vin };
    },
    onEnd() {
      process.stderr.write(`${changed} VINs were converted\n`);
    },
  };
}
