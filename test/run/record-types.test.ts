import { migrate, type Plugin, type Source, Unreadable } from '@rowferry/core';
import { expect, test } from 'vitest';
import { drivenTarget } from '../world/driven-target.ts';
import { virtualWorld } from '../world/virtual-world.ts';

/** An interface has no index signature, as a type alias would. */
interface Row {
  readonly n: number;
  readonly name?: string;
}

class Person implements Row {
  readonly n = 2;
  get name(): string {
    return 'Ada';
  }
}

const ROWS: readonly Row[] = [{ n: 1, name: 'Bo' }, new Person()];

async function* streamed(): AsyncGenerator<Row> {
  yield* ROWS;
}

const source: Source<Row> = {
  name: 'rows',
  async *read() {
    yield { records: [...ROWS, new Unreadable('LINE_NOT_JSON', 'not JSON')] };
  },
};

const plugin: Plugin = {
  name: 'typed',
  transform: ({ n }): Row => ({ n: Number(n) + 1 }),
  transformBatch: (records): (Row | Error)[] => records.map(({ n }) => ({ n: Number(n) })),
};

function optionsOf() {
  const world = virtualWorld(1);
  const target = drivenTarget(world, {});
  return { columns: { n__c: 'n' }, target, world, plugins: [plugin] };
}

test('the type of a record may be an interface or a class', async () => {
  for (const input of [ROWS, new Set(ROWS), streamed()]) {
    expect((await migrate(input, optionsOf())).records).toMatchObject({ loaded: 2, rejected: 0 });
  }
  expect((await migrate(source, optionsOf())).records).toMatchObject({ loaded: 2, rejected: 1 });
});

test('what is no object is refused by the types, and is one rejection each at run time', async () => {
  // @ts-expect-error: numbers are no records.
  const { records } = await migrate([1, 2], optionsOf());
  expect(records).toMatchObject({ read: 2, rejected: 2 });
});
