import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXIT } from '../exit-codes.ts';
import { codeOf, Fault } from '../fault.ts';
import { say } from '../output.ts';

/** The folder of the demonstration's migration and data. */
export const DEMO_FOLDER: string = fileURLToPath(new URL('../../demo/', import.meta.url));
const FILES = ['movies.yaml', 'movies.jsonl', 'movie.json', 'release-date.mjs', 'LICENSE-data.md'];

/** Writes the files of the demonstration into a new folder, and returns the exit code. */
export async function writeDemo(folder: string): Promise<number> {
  for (const name of FILES) {
    const to = join(folder, name);
    await cp(join(DEMO_FOLDER, name), to, { errorOnExist: true, force: false }).catch(
      (error: unknown) => {
        if (codeOf(error) !== 'ERR_FS_CP_EEXIST') throw error;
        throw new Fault(`${to} exists already; name another folder`, { cause: error });
      },
    );
  }
  say(`Wrote the migration of the demonstration into ${folder}: ${FILES.join(', ')}`);
  return EXIT.done;
}
