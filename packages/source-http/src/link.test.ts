import { expect, it } from 'vitest';
import { nextLinkOf } from './link.ts';

it.each([
  ['<https://x/?p=2>; rel="next"', 'https://x/?p=2'],
  ['<?p=2>;rel=next', '?p=2'],
  ['<a>; rel="prev", <b,c>; title="x, <d>; rel=\\"next\\""; rel="last Next"', 'b,c'],
  ['<a>; REL=next; title=*', 'a'],
  ['<a>; rel="http://api.test/rels/next"', 'a'],
  ['<a>; rel="nextish"', undefined],
  ['<a>; rel="prev"; title="rel=next"', undefined],
  ['', undefined],
  [undefined, undefined],
])('%s leads to %s', (header, link) => {
  expect(nextLinkOf(header)).toBe(link);
});
