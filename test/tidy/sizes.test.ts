import ts from 'typescript';
import { expect, test } from 'vitest';
import { read, SOURCES } from './tree.ts';

const FILE_LINES_MAX = 250;
const FILE_LINES_MEDIAN_MAX = 60;
const FUNCTION_LINES_MAX = 70;

function linesOf(path: string): number {
  return read(path).split('\n').length - 1;
}

test(`no file of a package has more than ${FILE_LINES_MAX} lines`, () => {
  const long = SOURCES.map((path) => ({ path, lines: linesOf(path) }));
  expect(long.filter(({ lines }) => lines > FILE_LINES_MAX)).toEqual([]);
});

test(`half of the files have at most ${FILE_LINES_MEDIAN_MAX} lines`, () => {
  const sorted = SOURCES.map(linesOf).sort((a, b) => a - b);
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(FILE_LINES_MEDIAN_MAX);
});

test(`no function has more than ${FUNCTION_LINES_MAX} lines`, () => {
  const long: string[] = [];
  for (const path of SOURCES) {
    const file = ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest);
    const lineAt = (offset: number) => file.getLineAndCharacterOfPosition(offset).line + 1;
    const visit = (node: ts.Node) => {
      if (ts.isFunctionLike(node)) {
        const first = lineAt(node.getStart(file));
        const lines = lineAt(node.getEnd()) - first + 1;
        if (lines > FUNCTION_LINES_MAX) long.push(`${path}:${first} has ${lines} lines`);
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  expect(long).toEqual([]);
});
