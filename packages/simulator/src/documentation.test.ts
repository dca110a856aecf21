import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

test('the example of the README runs', async () => {
  const example = read('../test/readme-example.ts').replace(/^export /m, '');
  expect(read('../README.md')).toContain(example);
  const { output } = await import('../test/readme-example.ts');
  expect(output).toEqual(['lost', ['north'], 3, 3]);
});
