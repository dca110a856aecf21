import { expect, it } from 'vitest';
import { LIKE_ZUORA } from '../../../../test/world/likeness.ts';
import type { Target } from '../contract/target.ts';
import { racedTarget } from './raced-target.ts';

const FACTS = {
  name: 'deaf',
  object: 'Thing',
  operation: 'create',
  ...LIKE_ZUORA,
} as const;

const never = () => new Promise<never>(() => {});
const silent = () => ({ [Symbol.asyncIterator]: () => ({ next: never, return: never }) });
const deaf: Target = {
  ...{ ...FACTS, identity: never, create: never, upload: never, get: never, list: never },
  ...{ cancel: never, describe: never, outcomes: silent, find: silent },
};

async function first(items: AsyncIterable<unknown> | undefined): Promise<void> {
  for await (const _ of items ?? []) return;
}

const FILE = { sizeBytes: 0, open: async function* () {} };
const CALLS: Record<string, (target: Target, options: { signal: AbortSignal }) => unknown> = {
  identity: (target, options) => target.identity(options),
  create: (target, options) => target.create({ operation: 'create', key: 'k' }, options),
  upload: (target, options) => target.upload('1', FILE, options),
  get: (target, options) => target.get('1', options),
  list: (target, options) => target.list({}, options),
  cancel: (target, options) => target.cancel('1', options),
  describe: (target, options) => target.describe?.(options),
  outcomes: (target, options) => first(target.outcomes('1', options)),
  find: (target, options) => first(target.find?.('a', ['b'], options)),
};

it.each(Object.entries(CALLS))('%s ends when its signal aborts', async (_, call) => {
  const abort = new AbortController();
  const asked = call(racedTarget(deaf), { signal: abort.signal });
  const reason = new Error('enough');
  setImmediate(() => abort.abort(reason));
  await expect(asked).rejects.toBe(reason);
});

it('passes answers, failures and facts on, also those of a class', async () => {
  class Own implements Target {
    readonly #code = 7;
    readonly name = 'own';
    readonly object = 'Thing';
    readonly operation = 'create';
    readonly operations = ['create'] as const;
    readonly limits = { activeJobsMax: 5, fileBytesMax: 1000 };
    readonly traits = LIKE_ZUORA.traits;
    readonly systemFields = LIKE_ZUORA.systemFields;
    readonly create = never;
    readonly upload = never;
    readonly get = never;
    readonly list = never;
    async identity() {
      return `tenant ${this.#code}`;
    }
    async cancel(): Promise<never> {
      throw new TypeError('no');
    }
    async *outcomes() {
      yield { code: this.#code };
    }
  }
  const target = racedTarget(Object.freeze(new Own()));
  const options = { signal: new AbortController().signal };
  expect(target.name).toBe('own');
  expect([target.find, 'describe' in target]).toEqual([undefined, false]);
  expect(await target.identity(options)).toBe('tenant 7');
  await expect(target.cancel('1', options)).rejects.toThrow('no');
  for await (const item of target.outcomes('1', options)) expect(item).toEqual({ code: 7 });
});
