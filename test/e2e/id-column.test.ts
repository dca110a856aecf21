import { migrate } from '@rowferry/core';
import { DEFAULT_CLIENT, defineObject, type KnobSettings } from '@rowferry/simulator';
import { type ZuoraOptions, zuora } from '@rowferry/zuora';
import { expect, test } from 'vitest';
import { idleTime } from '../world/idle-time.ts';

const CAR = defineObject('Car', { color__c: { type: 'string' } });

/** Updates one stored car, and returns how that ended and what is stored then. */
async function updated(
  column: 'Id' | 'id',
  knobs: KnobSettings,
  options: Pick<ZuoraOptions, 'idColumn'> = {},
) {
  const time = idleTime('id-column');
  await using simulator = await time.startTenant({ definitions: [CAR], knobs });
  const { tenant } = simulator;
  const id = tenant.addRecord('Car', { color__c: 'White' });
  const target = { ...DEFAULT_CLIENT, object: 'Car', operation: 'update', ...options } as const;
  const { dispatcher } = time;
  const ended = await migrate([{ id, color: 'Red' }], {
    columns: { [column]: 'id', color__c: 'color' },
    target: time.track(zuora({ baseUrl: simulator.url, ...target, dispatcher })),
    world: time.world,
  }).catch((error) => error);
  const [record] = tenant.records('Car');
  return { ended, color: record?.cells['color__c'], jobs: tenant.jobs().length };
}

const LOADED = { ended: { status: 'completed', records: { loaded: 1 } }, color: 'Red' };

test.each(['Id', 'id'] as const)(
  'an update learns from the definition that it is `%s`',
  async (name) => {
    const knobs = { idColumn: name, idProperty: name };
    expect(await updated(name, knobs)).toMatchObject(LOADED);
    const other = name === 'Id' ? 'id' : 'Id';
    expect(await updated(other, knobs)).toMatchObject({
      ended: {
        code: 'COLUMN_UNKNOWN',
        message: expect.stringContaining(
          `no column \`${other}\`; did you mean \`${name}\`?`,
        ) as string,
      },
      jobs: 0,
    });
  },
);

test('the option `idColumn` names it where the definition says something else', async () => {
  const knobs = { idColumn: 'id', idProperty: 'Id' } as const;
  expect(await updated('id', knobs, { idColumn: 'id' })).toMatchObject(LOADED);
  expect(await updated('Id', knobs)).toMatchObject({
    ended: { code: 'UPLOAD_REFUSED' },
    color: 'White',
  });
});
