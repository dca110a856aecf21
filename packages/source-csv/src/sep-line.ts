import { type Dialect, findClash, lineEndsOf } from './dialect.ts';
import { peek, unless } from './file-start.ts';

/** The first line of a file that names its delimiter for a spreadsheet; some programs quote it. */
const SEP_LINE = /^"?sep=([^\r\n])"?(\r?\n|\r|$)/iu;
/** More than such a line has. */
const LINE_BYTES_MAX = 16;

/** A table whose first line was looked at. */
interface Started {
  readonly dialect: Dialect;
  /** 1 if the first line only names the delimiter. */
  readonly sepLines: 0 | 1;
  /** All of the text, with that line. */
  readonly blocks: AsyncIterable<Buffer>;
}

/**
 * Takes the delimiter from a first line such as `sep=;`; a comment is no such line. The blocks fail with `SOURCE_FAILED`
 * if `isGiven` and the line names another delimiter, if it cannot be one in this dialect, or if the line has another end than
 * `lineEnd`.
 */
export async function readSepLine(
  text: AsyncIterable<Buffer>,
  dialect: Dialect,
  isGiven: boolean,
  fileName: string,
): Promise<Started> {
  const { head, whole } = await peek(text, LINE_BYTES_MAX);
  const line = head.toString('utf8', 0, LINE_BYTES_MAX);
  const isComment = dialect.comment !== null && line.startsWith(dialect.comment);
  const [, delimiter, end = ''] = (isComment ? undefined : SEP_LINE.exec(line)) ?? [];
  if (delimiter === undefined) return { dialect, sepLines: 0, blocks: whole };
  const named = { ...dialect, delimiter };
  const fault = faultOf(named, isGiven ? dialect.delimiter : delimiter, end);
  const blocks = unless(fault && `${fileName}:1: ${fault}`, whole);
  return { dialect: named, sepLines: 1, blocks };
}

function faultOf(named: Dialect, expected: string, end: string): string | undefined {
  if (named.delimiter !== expected) {
    return (
      'the line `sep=` names another delimiter than the option `delimiter`; leave out the option or correct it, ' +
      'or set `comment: "sep="`, so that the line is not read'
    );
  }
  if (findClash(named) !== undefined) {
    return 'the delimiter that the line `sep=` names is another mark as well; correct the line, or the options';
  }
  if (end === '' || lineEndsOf(named.lineEnd).some((one) => end.includes(one))) return undefined;
  return `the line \`sep=\` ends otherwise than \`lineEnd\` says; if all lines do, set \`lineEnd: ${JSON.stringify(end)}\``;
}
