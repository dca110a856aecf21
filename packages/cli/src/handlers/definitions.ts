import { readFile } from 'node:fs/promises';
import { DefinitionFault, readDefinitions, type Schema } from '@rowferry/simulator';
import { codeOf, Fault, textOf } from '../fault.ts';
import { parseMigration } from '../migration/document.ts';
import { utf8Text } from '../text-file.ts';

/** Reads object definitions for a simulated tenant. */
export async function readSchemas(path: string): Promise<readonly Schema[]> {
  const bytes = await readFile(path).catch((error: unknown) => {
    const reason = codeOf(error) === 'ENOENT' ? 'there is no such file' : textOf(error);
    throw new Fault(`--definitions: ${path}: ${reason}`, { cause: error });
  });
  // A JSON file may be the answer of a tenant, which writes numbers in its own way.
  const numbers = path.endsWith('.json') ? 'by-value' : 'as-written';
  try {
    return readDefinitions(parseMigration(path, utf8Text(path, bytes), numbers).value);
  } catch (error) {
    if (!(error instanceof DefinitionFault)) throw error;
    throw new Fault(`--definitions: ${path}: ${error.message}`, { cause: error });
  }
}
