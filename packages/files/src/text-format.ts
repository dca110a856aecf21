import { documentsBegunIn, isStructured } from '@rowferry/json';
import type { Finding, Format, OtherFormat } from './finding.ts';

/** So much of a file is enough to see what it is. */
const HEAD_BYTES_MAX = 64 * 1024;
const HTML_BYTES_MAX = 512;
const BYTE_ORDER_MARK = '\xef\xbb\xbf';
/** A header may begin with a name in `<>`, such as `<DATE>`, but not like this. */
const HTML_OR_XML = /^\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html\b|\?xml\s|html(?:\s[^>]*)?>\s*<)/is;
/** What follows the first element decides. */
const ELEMENT = /^\s*(?:<!--.*?-->\s*)?<(?!!--)[^>]*>\s*\S/s;
const ARRAY: OtherFormat = {
  what: 'is one JSON array instead of one object on each line',
  advice: 'read it with `use: json`',
};
/** By the first character. */
const DOCUMENTS: ReadonlyMap<string, OtherFormat> = new Map([
  ['[', ARRAY],
  [
    '{',
    {
      what: 'is JSON that goes over several lines instead of one object on each line',
      advice:
        'read an array in it with `use: json` and `records`, or write each object on one line, for example with `jq -c`',
    },
  ],
]);
const COMMAS: OtherFormat = {
  what: 'has a comma behind the object on each line',
  advice: "remove these commas, for example with `sed 's/,\\r*$//'`",
};
const ELEMENTS: OtherFormat = {
  what: 'has the elements of an array on its lines instead of one object on each line',
  advice: 'make it one correct JSON array, and read it with `use: json`',
};
const EXPECTED = { csv: 'CSV', json: 'JSON', jsonl: 'JSON Lines' };

/** The beginning of a text, decoded as Latin-1. */
interface Beginning {
  readonly text: string;
  /** Whether the text is complete. */
  readonly isWhole: boolean;
  /** Whether no more of it is needed. */
  readonly isEnough: boolean;
}

/** The format of a text, if it is not the expected one. */
export function textFormat(head: Buffer, isLast: boolean, expected: Format): Finding {
  const start = head.toString('latin1', 0, HEAD_BYTES_MAX);
  const isWhole = isLast && head.length <= HEAD_BYTES_MAX;
  if (!isWhole && BYTE_ORDER_MARK.startsWith(start)) return 'more';
  const text = start.replace(BYTE_ORDER_MARK, '');
  if (expected === 'csv') return tableFormat(text, isWhole);
  if (start.length < 3 && !isWhole) return 'more';
  const encoding = wideEncoding(start);
  if (encoding !== undefined) {
    const advice = `convert it, for example with \`iconv -f ${encoding} -t UTF-8\``;
    return { what: `is ${encoding}, and ${EXPECTED[expected]} is UTF-8`, advice };
  }
  const isEnough = isLast || head.length >= HEAD_BYTES_MAX;
  const beginning = { text: text.replace(/^[ \t\r\n]+/, ''), isWhole, isEnough };
  if (beginning.text === '') return isEnough ? undefined : 'more';
  if (beginning.text.startsWith('<')) return htmlOrXml(expected);
  return expected === 'json' ? lines(beginning) : document(beginning);
}

function wideEncoding(start: string): string | undefined {
  if (start.startsWith('\xff\xfe') || start.startsWith('\xfe\xff')) return 'UTF-16';
  if (/^[^\0]\0\0\0/.test(start)) return 'UTF-32LE';
  if (/^\0\0\0[^\0]/.test(start)) return 'UTF-32BE';
  if (/^[^\0]\0(?!\0)/.test(start)) return 'UTF-16LE';
  return /^\0[^\0]/.test(start) ? 'UTF-16BE' : undefined;
}

function htmlOrXml(expected: Format): Finding {
  return {
    what: `is HTML or XML instead of ${EXPECTED[expected]}`,
    advice: 'look at it: it may be the answer to a download without a login',
  };
}

function tableFormat(text: string, isWhole: boolean): Finding {
  if (!/^\s*(?:<|$)/.test(text)) return undefined;
  if (HTML_OR_XML.test(text)) return htmlOrXml('csv');
  return isWhole || text.length >= HTML_BYTES_MAX || ELEMENT.test(text) ? undefined : 'more';
}

/** Finds JSON Lines where one document is expected. */
function lines({ text, isEnough }: Beginning): Finding {
  if (!text.startsWith('{')) return undefined;
  const end = text.indexOf('\n');
  if (end === -1) return isEnough ? undefined : 'more';
  if (!isStructured(text.slice(0, end))) return undefined;
  const rest = text.slice(end).trimStart();
  if (rest === '') return isEnough ? undefined : 'more';
  if (!rest.startsWith('{')) return undefined;
  return { what: 'is JSON Lines instead of one document', advice: 'read it with `use: jsonl`' };
}

/**
 * Finds JSON in another form where JSON Lines are expected. A bad line is none, and neither are several among as many
 * good ones.
 */
function document({ text, isWhole, isEnough }: Beginning): Finding {
  const found = DOCUMENTS.get(text.charAt(0));
  const end = text.indexOf('\n');
  if (end === -1 && !isEnough) return 'more';
  const line = end === -1 ? text : text.slice(0, end);
  const isAlone = text.slice(line.length).trim() === '';
  if (isStructured(line) && !(found === ARRAY && isAlone)) return undefined;
  if (isAlone && !isEnough) return 'more';
  const count = found === undefined ? 0 : documentsBegunIn(text);
  // What begins with `{` and is on one line, or does not end, is a record that is bad.
  const isBroken = found !== ARRAY && (isAlone || (isWhole && !isStructured(text)));
  if (count === 1 && !isBroken) return isEnough ? found : 'more';
  if (isAlone) return undefined;
  if (hasObjectsOnMostLines(text, isWhole)) return undefined;
  return isEnough ? formOverLines(text, line, count) : 'more';
}

function hasObjectsOnMostLines(text: string, isWhole: boolean): boolean {
  const lines = text.split('\n').map((line) => line.trim());
  // It may be incomplete.
  if (!isWhole) lines.pop();
  const written = lines.filter((line) => line !== '');
  return written.filter(isObject).length * 2 >= written.length;
}

function isObject(line: string): boolean {
  return line.startsWith('{') && isStructured(line);
}

/** What a text is, some lines of which may look like records although they are parts of something else. */
function formOverLines(text: string, first: string, documents: number): Finding {
  if (documents > 1 && documentsBegunIn(first) === 1) {
    const filter = text.startsWith('[') ? "'.[]'" : '.';
    return {
      what: 'is one JSON document after another over several lines instead of one object on each line',
      advice: `write each object on one line, for example with \`jq -c ${filter}\``,
    };
  }
  const lines = text.split('\n').map((line) => line.trim());
  const element = lines.find((line) => line.endsWith(',') && isObject(line.slice(0, -1)));
  if (element === undefined) return undefined;
  return element === first.trim() ? COMMAS : ELEMENTS;
}
