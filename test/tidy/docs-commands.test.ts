import { expect, test } from 'vitest';
import { COMMAND } from '../cli/rowferry.ts';
import { printedBy } from '../world/started.ts';
import { blocksIn } from './blocks.ts';
import { manifestAt } from './manifest.ts';

const helped = new Map<string, Promise<string>>();

/** What `rowferry <command> --help` prints; each command is asked once. */
function helpOf(command: readonly string[]): Promise<string> {
  const key = command.join(' ');
  const asked = helped.get(key) ?? printedBy([...COMMAND, ...command, '--help']);
  helped.set(key, asked);
  return asked;
}

/** The lines of a block, continued lines put together, without prompts and comments. */
function commandLines(text: string): string[][] {
  return text
    .replace(/\\\n/g, ' ')
    .split('\n')
    .map((line) => line.replace(/^\$ /, '').replace(/\s#.*$|^#.*$/, ''))
    .flatMap((line) => line.split(/&&|\||;/))
    .map((line) => line.trim().split(/\s+/));
}

const lines = blocksIn('sh').flatMap(({ place, text }) =>
  commandLines(text).map((words) => ({ place, line: words.join(' '), words })),
);

const ours = lines
  .map((one) => ({ ...one, words: afterRowferry(one.words) }))
  .filter((one): one is typeof one & { words: string[] } => one.words !== undefined);

/** The words after `rowferry`, however it is started. */
function afterRowferry(words: readonly string[]): string[] | undefined {
  const [first] = words.filter((word) => !/^[A-Z_]+=/.test(word) && !/^npx$|^--yes$/.test(word));
  if (first !== 'rowferry') return undefined;
  return words.slice(words.indexOf('rowferry') + 1);
}

test.runIf(ours.length > 0).each(ours)('$place: $line', async ({ words }) => {
  const command: string[] = [];
  for (const word of words) {
    const listed = await helpOf(command);
    if (!new RegExp(`^ +rowferry ${[...command, word].join(' ')}\\b`, 'm').test(listed)) break;
    command.push(word);
  }
  const flags = words
    .filter((word) => word.startsWith('-'))
    .map((word) => word.split('=')[0] ?? '');
  expect(command.length > 0 || flags.length > 0, 'no such command').toBe(true);
  const listed = await helpOf(command);
  const known: readonly string[] = listed.match(/(?<![\w-])--?[a-z][a-z-]*/g) ?? [];
  for (const flag of flags) expect(known).toContain(flag.replace(/^--no-/, '--'));
});

test('every npm script that a document names exists', () => {
  const { scripts = {} } = manifestAt('package.json');
  const unknown = lines
    .filter(({ words }) => words[0] === 'npm' && words[1] === 'run')
    .filter(({ words }) => scripts[words[2] ?? ''] === undefined);
  expect(unknown).toEqual([]);
});
