import { isUtf8 } from 'node:buffer';
import { readCsv, scanCsv } from '../csv/reader.ts';
import { CsvFault, type CsvRecord } from '../csv/record.ts';
import type { Layout } from '../definitions/layout.ts';
import type { Knobs } from '../knobs/table.ts';
import { flaw } from './file-flaw.ts';
import { type Plan, planColumns } from './header.ts';

export const FILE_INVALID = 71013620;
const FOUR_BYTE_LEAD = 0xf0;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/** A file whose header has been checked and whose rows can be read one by one. */
export interface UploadedFile {
  readonly plan: Plan;
  readonly rowCount: number;
  readonly rows: Iterator<CsvRecord>;
}

/** Checks the whole file. The knobs decide whether it throws a `Refusal` or a `FileFlaw`. */
export function openFile(
  bytes: Buffer,
  layout: Layout,
  operation: string,
  knobs: Knobs,
): UploadedFile {
  const reaction = knobs.badFile === 'refuse' ? 'refuse' : 'fail';
  if (!isUtf8(bytes)) throw flaw(reaction, FILE_INVALID, 'The file is not UTF-8.');
  if (knobs.fourByteUtf8 === 'refuse-file' && bytes.some((byte) => byte >= FOUR_BYTE_LEAD)) {
    throw flaw(reaction, FILE_INVALID, 'The file has characters of four bytes.');
  }
  const text = withoutBom(bytes, knobs);
  try {
    const rowCount = countRows(text, knobs);
    const rows = readCsv(text, knobs.blankLines);
    const header = rows.next();
    if (header.done === true) throw flaw('refuse', FILE_INVALID, 'The file has no header.');
    const plan = planColumns(header.value.cells, layout, operation, knobs);
    if (knobs.rowsMax > 0 && rowCount > knobs.rowsMax) {
      throw flaw(knobs.rowsOver, FILE_INVALID, `The file has more than ${knobs.rowsMax} rows.`);
    }
    return { plan, rowCount, rows };
  } catch (error) {
    if (error instanceof CsvFault) throw flaw(reaction, FILE_INVALID, error.message);
    throw error;
  }
}

function withoutBom(bytes: Buffer, knobs: Knobs): Buffer {
  if (!bytes.subarray(0, 3).equals(BOM) || knobs.bom === 'keep') return bytes;
  if (knobs.bom === 'strip') return bytes.subarray(3);
  throw flaw('refuse', FILE_INVALID, 'The file starts with a byte order mark.');
}

/** Reads the whole file once, so that an invalid last line is found before the first row is stored. */
function countRows(bytes: Buffer, knobs: Knobs): number {
  let count = -1;
  try {
    scanCsv(bytes, knobs.blankLines, () => count++);
  } catch (error) {
    if (knobs.badFile !== 'fail-at-row' || count < 0) throw error;
  }
  return Math.max(0, count);
}
