import { expect, test } from 'vitest';
import { parseMigration } from '../../packages/cli/src/migration/document.ts';
import { checkMigration, isObject } from '../../packages/cli/src/migration/schema.ts';
import { blocksIn } from './blocks.ts';

const blocks = blocksIn('yaml');

test.each(blocks)('$place is YAML', ({ place, text }) => {
  expect(parseMigration(place, text).value).toBeTypeOf('object');
});

const whole = blocks
  .map(({ place, text }) => ({ place, value: parseMigration(place, text).value }))
  .filter(({ value }) => isObject(value) && 'source' in value && 'target' in value);

test.runIf(whole.length > 0).each(whole)('$place is a migration', ({ place, value }) => {
  expect(() => checkMigration(place, value, 'text')).not.toThrow();
});
