import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseMigration } from '../../packages/cli/src/migration/document.ts';
import { cell } from '../../packages/core/src/values/cell.ts';

/** Texts that are numbers, booleans or nothing to some version of YAML, and many that are almost. */
const written = fc
  .array(
    fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(...'0123456789') },
      fc.constantFrom(
        '.',
        '-',
        '+',
        'e',
        'E',
        '_',
        ':',
        'x',
        'o',
        'b',
        '00',
        '0x',
        '0o',
        'e+',
        '1e',
      ),
      fc.constantFrom(
        'true',
        'True',
        'no',
        'yes',
        'null',
        'NULL',
        '~',
        '.nan',
        '.inf',
        '2024-01-01',
      ),
    ),
    { minLength: 1, maxLength: 10 },
  )
  .map((parts) => parts.join(''))
  // Otherwise these are signs of YAML and not a text.
  .filter((text) => !/^[-?:](?:$| )|: |:$|^---|^~$/.test(text));

/** What a YAML or JSON text contains; `undefined` if it is refused. */
function read(name: string, text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return parseMigration(name, text).value as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

test('a constant gives the very text that was written, or is refused', () => {
  const headers = ['', '%YAML 1.1\n---\n'];
  const property = fc.property(written, fc.constantFrom(...headers), (text, header) => {
    const document = read('m.yaml', `${header}a: ${text}\n`);
    if (document === undefined) return;
    expect(cell(document['a'])).toBe(text === 'null' ? '' : text);
  });
  fc.assert(property, { numRuns: 3000 });
});

test('a key is the very text that was written, or is refused', () => {
  const property = fc.property(written, (text) => {
    const document = read('m.yaml', `{ ${text}: a }\n`);
    if (document !== undefined) expect(document).toEqual({ [text]: 'a' });
  });
  fc.assert(property, { numRuns: 3000 });
});

test('a plain number that a double can hold is never refused', () => {
  const plain = fc
    .tuple(fc.bigInt(), fc.nat(999_999))
    .map(([whole, fraction]) =>
      fraction === 0 ? `${whole}` : `${whole % 10n ** 8n}.${fraction}1`,
    );
  fc.assert(
    fc.property(plain, (text) => {
      for (const name of ['m.yaml', 'm.json']) {
        expect(cell(read(name, `{"a": ${text}}`)?.['a'])).toBe(text);
      }
    }),
  );
});

test('any text in quotes is that text, as a constant and as a key', () => {
  fc.assert(
    fc.property(fc.oneof(written, fc.string({ unit: 'grapheme' })), (text) => {
      const quoted = JSON.stringify(text);
      expect(read('m.yaml', `{ a: ${quoted} }\n`)).toEqual({ a: text });
      expect(read('m.json', `{${quoted}: 1}`)).toEqual(Object.fromEntries([[text, 1]]));
    }),
  );
});
