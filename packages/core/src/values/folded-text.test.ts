import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldedText, isBlank } from './folded-text.ts';

/** Texts with what changes its form: combined characters, cases, blanks, and what a charset may lack. */
const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...[
          'a',
          'A',
          'ß',
          'ς',
          'Σ',
          'İ',
          'ı',
          'é',
          'e\u0301',
          'q\u0307\u0323',
          'ﬁ',
          'Ａ',
          '한',
          'æ',
          'ø',
        ],
        ...[' ', '\t', '\r\n', '\u00a0', '-', '.', '…', '?', '\ufffd', '\u200b', '😀', '中', '1'],
        ...[
          '&',
          '&amp;',
          '&lt;',
          '&#233;',
          '&#x26;',
          'amp;',
          '#',
          ';',
          '\\',
          '\\n',
          '"',
          "'",
          '’',
          '—',
        ],
      ),
      fc.string({ unit: 'binary', maxLength: 2 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

describe('foldedText', () => {
  it('is the same for all forms that a server may store', () => {
    fc.assert(
      fc.property(text, (one) => {
        for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD'] as const) {
          expect(foldedText(one.normalize(form))).toBe(foldedText(one));
        }
        expect(foldedText(`\n ${one}\t`)).toBe(foldedText(one));
        expect(foldedText(one.replaceAll('😀', '??'))).toBe(foldedText(one));
      }),
      { numRuns: 2000 },
    );
    const forms: readonly (readonly [string, string])[] = [
      ...([
        ['AT&amp;T', 'AT&T'],
        ['a &LT; b', 'a < b'],
        ['caf&#233;', 'café'],
      ] as const),
      ...([
        ['caf&#xe9;', 'café'],
        ['"a, b"', 'a, b'],
        ['say \\"x\\"', 'say "x"'],
      ] as const),
      ...([
        ['a\\nb', 'a\nb'],
        ['it’s', "it's"],
        ['a—b', 'a-b'],
        ["'=1", '=1'],
      ] as const),
      ...([
        ['aether', 'æther'],
        ['Malmo', 'Malmø'],
        ['Zoe K', 'Zoë K'],
      ] as const),
    ];
    for (const [one, other] of forms) expect(foldedText(one)).toBe(foldedText(other));
    expect(foldedText('STRASSE')).toBe(foldedText('straße'));
    expect(foldedText('ΟΔΟΣ')).toBe(foldedText('οδος'));
    expect(foldedText('a\r\nb')).toBe(foldedText('a\nb'));
    expect(foldedText('E0668230-EB63')).toBe(foldedText('e0668230eb63'));
  });

  it('of what is left of a text is the beginning of that of the whole text', () => {
    fc.assert(
      fc.property(text, fc.nat(20), fc.constantFrom('', '…', '...', ' '), (one, length, end) => {
        const whole = foldedText(one);
        expect(whole.startsWith(foldedText(one.slice(0, length) + end))).toBe(true);
        const bytes = Buffer.from(one).subarray(0, length).toString();
        expect(whole.startsWith(foldedText(bytes))).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('takes time in proportion to the length of a text', () => {
    for (const part of ['&', '&amp', '\\', '-', '. ', '"'])
      expect(foldedText(part.repeat(200_000)).length).toBeLessThan(800_001);
  });

  it('differs for other texts', () => {
    const others = ['a', 'b', 'ab', 'a b', '1.5', '15', '-15', 'x@y', 'xy', 'a "1"', 'a 1'];
    expect(new Set(others.map(foldedText)).size).toBe(others.length);
  });

  it('is empty for a text of which a server may store nothing', () => {
    for (const blank of ['', ' ', '\n\t', '\u200b', '?', '😀', '-'])
      expect(isBlank(blank)).toBe(true);
    for (const shown of ['0', 'x', '中', '+']) expect(isBlank(shown)).toBe(false);
  });
});
