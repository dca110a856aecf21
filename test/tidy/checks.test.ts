import { expect, test } from 'vitest';
import { complaintsOf } from './complaints.ts';
import { FILES } from './tree.ts';

test('the whole tree is formatted, and has no lint', async () => {
  expect(
    await complaintsOf('@biomejs/biome/bin/biome', [
      ...['check', '--reporter=summary', '--colors=off', '--files-ignore-unknown=true'],
      ...FILES,
    ]),
  ).toBe('');
});
