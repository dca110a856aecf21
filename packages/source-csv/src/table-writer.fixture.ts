import { stringify } from 'csv-stringify/sync';
import type { AnyTable } from './any-table.fixture.ts';
import type { Backslashes } from './dialect.ts';

/** Writes rows in one of the ways in which programs write them. */
export class TableWriter {
  readonly #settings: AnyTable['settings'];
  readonly #quoting: Pick<AnyTable['writing'], 'quoted' | 'quotedEmpty'>;
  readonly #choices: readonly number[];
  #next = 0;

  constructor(
    settings: AnyTable['settings'],
    choices: readonly number[],
    quoting: Pick<AnyTable['writing'], 'quoted' | 'quotedEmpty'>,
  ) {
    this.#settings = settings;
    this.#choices = choices;
    this.#quoting = quoting;
  }

  choose(count: number): number {
    this.#next += 1;
    return ((this.#choices[this.#next % this.#choices.length] ?? 0) + this.#next) % count;
  }

  row(cells: readonly (string | null)[], isHeader: boolean): string {
    const { cells: rule, dialect } = this.#settings;
    const texts = cells.map((cell) => this.#cell(cell, isHeader, cells.length));
    if (rule !== 'exact' && this.choose(2) === 0) texts.push(...['', ''].slice(this.choose(2)));
    else if (rule === 'pad' && !isHeader) {
      // A row of which nothing is left would be a blank line.
      while (
        texts.length > 1 &&
        cells[texts.length - 1] === '' &&
        texts.slice(0, -1).some(Boolean)
      ) {
        texts.pop();
      }
    }
    return texts.join(dialect.delimiter);
  }

  #cell(cell: string | null, isHeader: boolean, width: number): string {
    const { dialect } = this.#settings;
    if (cell === null) return '\\N';
    const text =
      dialect.backslashes === null
        ? this.#quotedText(cell, isHeader, width)
        : this.#backslashed(cell, width, dialect.backslashes);
    const isQuoted = dialect.quote !== null && text.startsWith(dialect.quote);
    const isFormula =
      dialect.excelText && dialect.quote === '"' && isQuoted && this.choose(2) === 0;
    const written = isFormula ? `=${text}` : text;
    if (!dialect.blanksAroundQuotes || !isQuoted) return written;
    const blanks = ['', ' ', dialect.delimiter === '\t' ? '  ' : ' \t'];
    return `${blanks[this.choose(3)]}${written}${blanks[this.choose(3)]}`;
  }

  #quotedText(cell: string, isHeader: boolean, width: number): string {
    const {
      delimiter,
      quote,
      escape: escaping,
      lineEnd,
      blanksAroundQuotes,
    } = this.#settings.dialect;
    const { quoted, quotedEmpty } = this.#quoting;
    // Adjacent cells and marks must not form a comment, a delimiter, a CRLF or blanks around a quote by accident.
    const accidents = [
      lineEnd === undefined ? /[#|\r]/ : /[#|]/,
      ...(blanksAroundQuotes ? [/^[ \t]/] : []),
      // In a header, every line end must be quoted.
      ...(isHeader ? [/[\r\n\u0a00\u0d00]/] : []),
      /^sep=/i,
    ];
    return stringify([[cell]], {
      delimiter,
      quote: quote as string,
      escape: escaping,
      record_delimiter: lineEnd ?? '\n',
      eof: false,
      // A Ctrl-Z may end the file.
      quoted: quoted || cell === '\x1a',
      // A blank line is not a record.
      quoted_empty: quotedEmpty || width === 1,
      quoted_match: accidents,
    });
  }

  /** As COPY and OUTFILE write it, and in other ways in which they read it. */
  #backslashed(cell: string, width: number, backslashes: Backslashes): string {
    const { quote, delimiter, comment } = this.#settings.dialect;
    const isQuoted = quote !== null && (this.#quoting.quoted || (width === 1 && cell === ''));
    const marks = [
      '\\',
      delimiter,
      '\n',
      '\r',
      ...(quote === null ? [] : [quote]),
      comment ?? '\\',
      // It may end the file.
      ...(cell === '\x1a' ? [cell] : []),
    ];
    const letters: Record<string, string> =
      backslashes === 'postgres'
        ? { '\n': 'n', '\r': 'r', '\t': 't', '\b': 'b', '\v': 'v', '\f': 'f' }
        : { '\n': 'n', '\r': 'r', '\t': 't', '\b': 'b', '\0': '0', '\x1a': 'Z' };
    const text = [...cell]
      .map((one) => {
        const letter = letters[one];
        if (letter !== undefined && this.choose(2) === 0) return `\\${letter}`;
        if (one === quote && isQuoted && this.choose(2) === 0) return one + one;
        if (backslashes === 'postgres' && /[a-z]/i.test(one) && this.choose(3) === 0) {
          const code = one.charCodeAt(0);
          return this.choose(2) === 0
            ? `\\${code.toString(8).padStart(3, '0')}`
            : `\\x${code.toString(16)}`;
        }
        return marks.includes(one) ? `\\${one}` : one;
      })
      .join('');
    return isQuoted ? `${quote}${text}${quote}` : text;
  }
}
