import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { printedBy } from '../world/started.ts';
import { type Block, blocksIn, blocksOf } from './blocks.ts';
import { DOCUMENTS, ROOT } from './tree.ts';

/** Ignored by git, and within reach of the workspace's packages. */
const FOLDER = join(ROOT, 'node_modules', '.rowferry', `docs-${process.pid}`);
const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.base.json'), ts.sys.readFile);
const OPTIONS = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT).options;
const BLOCKS = blocksIn('ts').map((block, index) => ({ ...block, path: pathOf(block, index) }));

function pathOf({ document }: Block, index: number): string {
  return join(FOLDER, document.replace(/\.md$/, ''), `block-${index}.mts`);
}

beforeAll(async () => {
  for (const { path, text } of BLOCKS) {
    await mkdir(dirname(path), { recursive: true });
    // A block is a module of its own, whether or not it imports anything.
    await writeFile(path, `${text}\nexport {};\n`);
  }
});

afterAll(() => rm(FOLDER, { recursive: true, force: true }));

test('the TypeScript of every document type-checks', () => {
  const program = ts.createProgram(
    BLOCKS.map(({ path }) => path),
    {
      ...OPTIONS,
      noEmit: true,
      declaration: false,
      declarationMap: false,
      isolatedDeclarations: false,
      // What a reader would go on with may stay unused.
      noUnusedLocals: false,
      types: ['node'],
      typeRoots: [join(ROOT, 'node_modules', '@types')],
    },
  );
  expect(ts.getPreEmitDiagnostics(program).map(complaint)).toEqual([]);
});

function complaint({ file, start = 0, messageText }: ts.Diagnostic): string {
  const text = ts.flattenDiagnosticMessageText(messageText, '\n');
  const block = BLOCKS.find(({ path }) => file !== undefined && path === file.fileName);
  if (file === undefined) return text;
  const line = file.getLineAndCharacterOfPosition(start).line + 1;
  return `${block?.place ?? relative(ROOT, file.fileName)}, line ${line} of the block: ${text}`;
}

test.each(DOCUMENTS.filter((path) => /^docs\/writing-.*\.md$/.test(path)))(
  'the first block of %s is a whole program, and is run',
  (path) => {
    expect(blocksOf(path)[0]?.marks).toEqual(['ts', 'run']);
  },
);

const runnable = BLOCKS.filter(({ marks }) => marks.includes('run'));

// As a reader's JavaScript on the built packages: a compiler in each process takes longer than the program.
test.runIf(runnable.length > 0).each(runnable)('$place runs', async ({ path, text }) => {
  const { outputText } = ts.transpileModule(text, { compilerOptions: OPTIONS, fileName: path });
  const built = path.replace(/\.mts$/, '.mjs');
  await writeFile(built, outputText);
  await printedBy([process.execPath, built], { cwd: dirname(path) });
});
