import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { expect, test } from 'vitest';
import { DOCUMENTS, ROOT, read } from './tree.ts';

const LINK = /\[[^\]]*\]\(([^)\s]+)\)/g;

/** A document without its code blocks, where `#` and brackets mean other things. */
function proseOf(path: string): string {
  return read(path).replace(/^```[\s\S]*?^```$/gm, '');
}

/** The anchors of a document's headings, as GitHub makes them. */
function anchorsOf(path: string): string[] {
  return [...proseOf(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
}

test.each(DOCUMENTS)('%s has one title, on its first line', (path) => {
  expect(proseOf(path).match(/^# .+$/gm)).toHaveLength(1);
  expect(read(path)).toMatch(/^# /);
});

test.each(DOCUMENTS)('the links of %s lead somewhere', (path) => {
  const dead = [...proseOf(path).matchAll(LINK)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [to = '', anchor] = link.split('#');
      const file = to === '' ? path : posix.join(posix.dirname(path), to);
      if (!existsSync(join(ROOT, file))) return true;
      return anchor !== undefined && file.endsWith('.md') && !anchorsOf(file).includes(anchor);
    });
  expect(dead).toEqual([]);
});
