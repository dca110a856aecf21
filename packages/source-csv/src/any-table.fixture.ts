import fc from 'fast-check';
import type { Backslashes, Dialect } from './dialect.ts';
import { ENCODINGS, type Encoding, encode } from './encoding.ts';
import type { Settings } from './reading.ts';
import { DEFAULT_DIALECT } from './settings.fixture.ts';
import { TableWriter } from './table-writer.fixture.ts';
import { wholeToUtf8 } from './utf8.ts';

/** A table, and how it is written and read. */
export interface AnyTable {
  readonly settings: Pick<
    Settings,
    | 'dialect'
    | 'isDelimiterGiven'
    | 'hasHeader'
    | 'names'
    | 'encoding'
    | 'skipLines'
    | 'cells'
    | 'skipBlankRecords'
    | 'nulls'
  >;
  readonly names: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly hasMark: boolean;
  readonly isGzip: boolean;
  readonly writing: Writing;
}

interface Writing {
  readonly quoted: boolean;
  readonly quotedEmpty: boolean;
  readonly hasLastEnd: boolean;
  readonly hasSepLine: boolean;
  /** Is drawn from for whatever is written in one of several ways. */
  readonly choices: readonly number[];
}

/** Of these, each encoding has some. */
const CHARACTERS = [...'aZ09éßŁőжЯλΩשالطğ¥ñ€ｱあ漢字中文한글😀\u00a0\u2028~@[{|}^`_'];
const MARKS = [
  ',',
  ';',
  '\t',
  '|',
  '"',
  "'",
  '\\',
  '#',
  '\n',
  '\r',
  '\r\n',
  '||',
  '',
  ' ',
  'NULL',
  '=',
  '\\N',
  '\\.',
];

function characterOf(encoding: Encoding): fc.Arbitrary<string> {
  if (encoding.startsWith('utf')) return fc.string({ unit: 'binary', minLength: 1, maxLength: 1 });
  // Some encodings have one byte for several characters.
  const isExact = (one: string) => {
    const bytes = encode(one, encoding);
    return bytes !== undefined && wholeToUtf8(bytes, encoding).toString() === one;
  };
  return fc.constantFrom(...CHARACTERS.filter(isExact));
}

function cellIn(encoding: Encoding): fc.Arbitrary<string> {
  const part = fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...MARKS) }, characterOf(encoding));
  return (
    fc
      .array(part, { maxLength: 6 })
      // These would be taken for a byte order mark, or for a text that a spreadsheet keeps.
      .map((parts) => parts.join('').replace(/\ufeff|\ufffe|^=+/g, ''))
  );
}

const dialect = fc
  .record({
    delimiter: fc.constantFrom(',', ';', '\t', '|', '||'),
    quote: fc.constantFrom('"', "'"),
    escape: fc.constantFrom('quote', '\\'),
    comment: fc.constantFrom('#', null),
    lineEnd: fc.constantFrom('\n', '\r\n', '\r', '\u001e', undefined),
    blanksAroundQuotes: fc.boolean(),
    excelText: fc.boolean(),
  })
  .map(
    (marks): Dialect => ({
      ...DEFAULT_DIALECT,
      ...marks,
      escape: marks.escape === '\\' ? '\\' : marks.quote,
    }),
  );
const withBackslashes = fc
  .record({
    backslashes: fc.constantFrom<Backslashes>('postgres', 'mysql'),
    isQuoted: fc.boolean(),
    delimiter: fc.constantFrom('\t', ',', '|'),
    blanksAroundQuotes: fc.boolean(),
  })
  .map(
    ({ isQuoted, ...marks }): Dialect => ({
      ...DEFAULT_DIALECT,
      ...marks,
      escape: '\\',
      quote: isQuoted && marks.backslashes === 'mysql' ? '"' : null,
    }),
  );

const writing = fc.record({
  quoted: fc.boolean(),
  quotedEmpty: fc.boolean(),
  hasLastEnd: fc.boolean(),
  hasSepLine: fc.boolean(),
  choices: fc.array(fc.nat(99), { minLength: 1, maxLength: 20 }),
});

export const anyTable: fc.Arbitrary<AnyTable> = fc
  .record({
    encoding: fc.constantFrom(...ENCODINGS),
    dialect: fc.oneof({ weight: 2, arbitrary: dialect }, withBackslashes),
    width: fc.integer({ min: 1, max: 4 }),
    hasHeader: fc.boolean(),
    skipLines: fc.nat(2),
    cells: fc.constantFrom('exact' as const, 'trim' as const, 'pad' as const),
    skipBlankRecords: fc.boolean(),
    hasMark: fc.boolean(),
    isGzip: fc.boolean(),
    writing,
  })
  .chain(({ width, encoding, hasMark, isGzip, writing, ...given }) => {
    const { backslashes } = given.dialect;
    const text = cellIn(encoding);
    const cell =
      backslashes === null ? text : fc.oneof({ weight: 4, arbitrary: text }, fc.constant(null));
    const name = text.filter(
      (one) => one.trim() !== '' && !one.includes('\0') && (width > 1 || !/[,;\t|]/.test(one)),
    );
    return fc
      .record({
        names: fc.uniqueArray(name, { minLength: width, maxLength: width }),
        rows: fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 8 }),
      })
      .map(({ names, rows }): AnyTable => {
        const hasRows = given.hasHeader || rows.some((row) => !isBlank(row));
        const isOneCharacter = given.dialect.delimiter.length === 1;
        const hasSepLine =
          writing.hasSepLine && isOneCharacter && hasRows && given.dialect.lineEnd !== '\u001e';
        const settings = {
          ...given,
          // Skipped lines need something after them.
          skipLines: hasRows ? given.skipLines : 0,
          isDelimiterGiven: false,
          encoding,
          dialect: given.dialect,
          names: given.hasHeader ? undefined : names,
          nulls: new Set(backslashes === null ? [] : ['\\N']),
        };
        const isWide = encoding.startsWith('utf');
        return {
          settings,
          names,
          rows,
          hasMark: hasMark && isWide,
          isGzip,
          writing: { ...writing, hasSepLine },
        };
      });
  });

function isBlank(row: readonly (string | null)[]): boolean {
  return row.every((cell) => (cell ?? '').trim() === '');
}

interface Formatted {
  readonly text: string;
  /** The records to be read, each with the number of its first line. */
  readonly records: readonly {
    readonly line: number;
    readonly cells: readonly (string | null)[];
    /** What is written if it is nothing but delimiters and blanks. */
    readonly blank?: string | undefined;
  }[];
}

/** The text of a table. */
export function formatted({ settings, names, rows, writing }: AnyTable): Formatted {
  const { dialect, hasHeader, skipLines, skipBlankRecords } = settings;
  const { lineEnd = '\n', delimiter } = dialect;
  const writer = new TableWriter(settings, writing.choices, writing);
  const sepLine = writing.hasSepLine ? [`sep=${delimiter}${lineEnd}`] : [];
  const junk = Array.from(
    { length: skipLines - sepLine.length },
    () => `"junk${delimiter}${lineEnd}`,
  );
  const texts = [...sepLine, ...junk];
  const records: Formatted['records'][number][] = [];
  const lineNumber = () => texts.join('').split(lineEnd.includes('\n') ? '\n' : lineEnd).length;
  if (hasHeader) texts.push(`${writer.row(names, true)}${lineEnd}`);
  for (const row of rows) {
    if (skipBlankRecords && writer.choose(3) === 0) {
      texts.push(
        `${[' ', '', ' '].slice(0, 1 + writer.choose(3)).join(delimiter) || ' '}${lineEnd}`,
      );
    }
    const line = lineNumber();
    const written = writer.row(row, false);
    const cells = written.split(delimiter);
    const blank = cells.length > 1 && isBlank(cells) ? written : undefined;
    if (!skipBlankRecords || !isBlank(row)) records.push({ line, cells: row, blank });
    texts.push(`${written}${lineEnd}`);
  }
  const text = texts.join('');
  // A record may be nothing but its line end.
  const isShort = !writing.hasLastEnd && records.length > 0 && texts.at(-1) !== lineEnd;
  return { text: isShort ? text.slice(0, -lineEnd.length) : text, records };
}
