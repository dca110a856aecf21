import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXIT } from '../exit-codes.ts';
import { codeOf, Fault, textOf } from '../fault.ts';
import { say } from '../output.ts';

/** The folder of the demonstration's migration and data. */
export const DEMO_FOLDER: string = fileURLToPath(new URL('../../demo/', import.meta.url));
const FILES = ['movies.yaml', 'movies.jsonl', 'movie.json', 'release-date.mjs', 'LICENSE-data.md'];

/** Errors of Node that copies files have beside those of the system. */
const EXISTING: readonly (string | undefined)[] = ['ERR_FS_CP_EEXIST', 'ERR_FS_CP_NON_DIR_TO_DIR'];

function whyNot(to: string, error: unknown): string {
  const code = codeOf(error);
  return EXISTING.includes(code)
    ? `${to} exists already`
    : `${to} cannot be written (${code ?? textOf(error)})`;
}

/** Writes the files of the demonstration into a new folder, and returns the exit code. */
export async function writeDemo(folder: string): Promise<number> {
  for (const name of FILES) {
    const to = join(folder, name);
    await cp(join(DEMO_FOLDER, name), to, { errorOnExist: true, force: false }).catch(
      (error: unknown) => {
        throw new Fault(`${whyNot(to, error)}; name another folder`, { cause: error });
      },
    );
  }
  say(`Wrote the migration of the demonstration into ${folder}: ${FILES.join(', ')}`);
  return EXIT.done;
}
