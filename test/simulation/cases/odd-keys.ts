import type { SourceRecord } from '@rowferry/core';
import type { Chance } from '../environment/chance.ts';

/** A key that look-ups may fail on, or that a server may consider equal to another one. */
export function oddVin(n: number, record: SourceRecord, chance: Chance): unknown {
  const other = chance.between(0, n);
  return chance.pick<unknown>([
    ...[record['vin'], record['vin'], record['vin'], record['vin']],
    `say "${n}"`,
    `back\\${n}\\`,
    `a:${n} AND b:*`,
    `"${n}" OR vin__c:"*"`,
    `*${n}*`,
    `${n}`,
    `0${other}.0`,
    ` spaced ${n} `,
    `Ｖⅳ${n}`,
    `viv${other}`,
    `SS${n}ß`,
    `twin ${chance.between(0, 3)}`,
    '',
    null,
  ]);
}
