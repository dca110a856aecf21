const PAGE_BYTES = 1 << 20;
/** A location is the number of the page times this, plus the offset in the page. */
const PAGES_BASE = 2 ** 32;
const LONG = 255;
const SHORT_CHARACTERS_MAX = 84;

/** Rows of cells, packed into large pages, because a million records must fit into memory. */
export interface Pages {
  /** Stores the cells and returns their location. */
  add(cells: readonly (string | undefined)[]): number;
  read(location: number): (string | undefined)[];
  /** One cell, without decoding the others. */
  readCell(location: number, slot: number): string | undefined;
}

export function createPages(): Pages {
  const pages: Buffer[] = [];
  let page = Buffer.alloc(0);
  let used = 0;

  function reserve(bytes: number): void {
    if (used + bytes <= page.length) return;
    page = Buffer.allocUnsafeSlow(Math.max(PAGE_BYTES, bytes));
    pages.push(page);
    used = 0;
  }

  function write(cell: string | undefined): void {
    if (cell === undefined) {
      page[used++] = 0;
    } else if (cell.length <= SHORT_CHARACTERS_MAX) {
      // Each UTF-16 unit takes at most three bytes, so the length always fits into one byte.
      const bytes = writeAscii(page, cell, used + 1) ?? page.write(cell, used + 1, 'utf8');
      page[used] = bytes + 1;
      used += bytes + 1;
    } else {
      const bytes = page.write(cell, used + 5, 'utf8');
      page[used] = LONG;
      page.writeUInt32LE(bytes, used + 1);
      used += bytes + 5;
    }
  }

  function walkRow(location: number, visit: Visit): void {
    walk(pages[Math.floor(location / PAGES_BASE)]!, location % PAGES_BASE, visit);
  }

  return {
    add(cells) {
      let needed = 1;
      for (const cell of cells) needed += (cell?.length ?? 0) * 3 + 5;
      reserve(needed);
      const location = (pages.length - 1) * PAGES_BASE + used;
      page[used++] = cells.length;
      for (const cell of cells) write(cell);
      return location;
    },
    read(location) {
      const cells: (string | undefined)[] = [];
      walkRow(location, (from, start, end) => {
        cells.push(end < start ? undefined : from.toString('utf8', start, end));
        return false;
      });
      return cells;
    },
    readCell(location, slot) {
      let index = 0;
      let cell: string | undefined;
      walkRow(location, (from, start, end) => {
        if (index++ < slot) return false;
        cell = end < start ? undefined : from.toString('utf8', start, end);
        return true;
      });
      return cell;
    },
  };
}

/** For short texts, this takes a third of the time of `write`. Returns how many bytes there are; `undefined` if not ASCII. */
function writeAscii(page: Buffer, text: string, at: number): number | undefined {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 127) return undefined;
    page[at + index] = code;
  }
  return text.length;
}

type Visit = (page: Buffer, from: number, to: number) => boolean;

/** Calls `visit` with the bounds of each cell until it returns true. An absent cell ends before it starts. */
function walk(page: Buffer, start: number, visit: Visit): void {
  let at = start;
  for (let left = page[at++]!; left > 0; left--) {
    const tag = page[at++]!;
    const length = tag === LONG ? page.readUInt32LE(at) : tag - 1;
    if (tag === LONG) at += 4;
    if (visit(page, at, at + length)) return;
    at += Math.max(0, length);
  }
}
