import { readDefinitions, startSimulator } from '@rowferry/simulator';
import { describe, expect, test } from 'vitest';
import { folderWith, rowferry, variablesOf } from '../cli/rowferry.ts';
import { type Block, blocksOf } from '../tidy/blocks.ts';

const BLOCKS = blocksOf('docs/updates.md');
const FILES = new Map(
  BLOCKS.filter(({ marks: [, name = ''] }) => name.includes('.')).map(({ marks, text }) => [
    String(marks[1]),
    text,
  ]),
);
const BEFORE = storedAfter(0);

/** The record that the next block of the page shows as stored. */
function storedAfter(index: number): { readonly Id: string; readonly [column: string]: string } {
  const block = BLOCKS.slice(index).find(({ marks }) => marks[1] === 'stored');
  return JSON.parse(block?.text ?? 'null');
}

/** Each command of the page, with what it shows as printed and as stored. */
const EXAMPLES = BLOCKS.flatMap(({ marks, text, place }, index) => {
  if (marks[0] !== 'sh') return [];
  const next: Block | undefined = BLOCKS[index + 1];
  const printed = next?.marks[0] === '' ? next.text.trimEnd().split('\n') : [];
  return [{ place, command: text.trim(), printed, stored: storedAfter(index) }];
});

test('the page has examples', () => {
  expect(EXAMPLES.length).toBeGreaterThan(3);
  expect(EXAMPLES.filter(({ printed }) => printed.length > 0).length).toBeGreaterThan(1);
});

describe.concurrent('docs/updates.md', () => {
  test.each(EXAMPLES)('$place: $command', async ({ command, printed, stored }) => {
    const definitions = readDefinitions(JSON.parse(FILES.get('car.json') ?? ''));
    await using simulator = await startSimulator({ definitions });
    const { Id: shown, ...cells } = BEFORE;
    const id = simulator.tenant.addRecord('Car', cells);
    const files = [...FILES].map(([name, text]) => [name, text.replaceAll(shown, id)]);
    await using folder = await folderWith(Object.fromEntries(files));
    const args = command.replace(/^npx rowferry /, '').split(' ');
    const env = variablesOf(simulator);
    const { code, stderr } = await rowferry(args, { cwd: folder.path, env });
    expect(withoutTimes(stderr)).toContain(withoutTimes(printed.join('\n')));
    expect(code).toBe(printed[0]?.startsWith('rowferry: ') ? 2 : 0);
    const records = [...simulator.tenant.records('Car')];
    expect(records.map((one) => ({ Id: shown, ...one.cells }))).toEqual([stored]);
  });
});

/** Without what depends on how long a run takes: a long one also shows its progress. */
function withoutTimes(text: string): string {
  return text
    .replace(/^.* settled · .*\n/gm, '')
    .replace(/after \d+:\d\d/, 'after')
    .replace(/\d+ rows\/s/, 'rows/s');
}
