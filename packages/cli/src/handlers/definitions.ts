import { readFile } from 'node:fs/promises';
import { DefinitionFault, readDefinitions, type Schema } from '@rowferry/simulator';
import { codeOf, Fault, textOf } from '../fault.ts';
import { parseMigration } from '../migration/document.ts';

/** Reads object definitions for a simulated tenant. */
export async function readSchemas(path: string): Promise<readonly Schema[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    const reason = codeOf(error) === 'ENOENT' ? 'there is no such file' : textOf(error);
    throw new Fault(`--definitions: ${path}: ${reason}`, { cause: error });
  });
  try {
    return readDefinitions(parseMigration(path, text).value);
  } catch (error) {
    if (!(error instanceof DefinitionFault)) throw error;
    throw new Fault(`--definitions: ${path}: ${error.message}`, { cause: error });
  }
}
