import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';

const FILE_BYTES_MAX = 15_000_000;

/** The last step of a plain pipeline: writes CSV rows to synced files of at most 15 MB in `folder`. */
export function csvFiles(folder, header) {
  const first = `${header.join(',')}\n`;
  return async (rows) => {
    let number = 0;
    let file;
    let sizeBytes = 0;
    for await (const row of rows) {
      if (file === undefined || sizeBytes + row.length > FILE_BYTES_MAX) {
        await close(file);
        file = createWriteStream(join(folder, `${number++}.csv`), { flush: true });
        file.write(first);
        sizeBytes = first.length;
      }
      sizeBytes += row.length;
      if (!file.write(row)) await new Promise((resolve) => file.once('drain', resolve));
    }
    await close(file);
  };
}

async function close(file) {
  if (file === undefined) return;
  file.end();
  await finished(file);
}
