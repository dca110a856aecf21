import { resolve } from 'node:path';
import { suggest } from '@rowferry/core/internal';
import { pairsOfAddress } from './connection-address.ts';
import { checkParameters, PARAMETERS, type Parameters } from './parameters.ts';

const PAIR = /\s*(\w+)\s*=\s*('(?:[^'\\]|\\.)*'|(?:[^\s'\\]|\\.)*)(?=\s|$)/sy;

/**
 * Parses a connection string in either form of libpq: an address
 * (`postgres://user@host/database?sslmode=require`) or pairs (`host=… dbname=…`). Throws an `Error`
 * that does not quote the string: what looks like a name may be half of a password.
 */
export function parseConnectionString(text: string): Parameters {
  const pairs = /^\w+:\/\//.test(text) ? pairsOfAddress(text) : pairsOf(text);
  const parameters: Record<string, string> = {};
  for (const [name, value] of pairs) {
    const known: readonly string[] = PARAMETERS;
    if (!known.includes(name)) {
      const hint = suggest(name, known) || `; known are ${known.join(', ')}`;
      throw new Error(`a parameter is unknown${hint}`);
    }
    parameters[name] = value;
  }
  checkParameters(parameters);
  return parameters;
}

function pairsOf(text: string): [string, string][] {
  const pairs: [string, string][] = [];
  let at = 0;
  while (text.slice(at).trim() !== '') {
    PAIR.lastIndex = at;
    const [whole, name, value] = PAIR.exec(text) ?? [];
    if (whole === undefined || name === undefined || value === undefined) {
      throw new Error(
        'expected postgres://user@host/database, or pairs such as `host=db dbname=crm`',
      );
    }
    pairs.push([name, value.replace(/^'(.*)'$/s, '$1').replace(/\\(.)/gs, '$1')]);
    at += whole.length;
  }
  return pairs;
}

/** Resolves relative paths of files from `base`. */
export function withBase(parameters: Parameters, base: string): Parameters {
  const paths = (['sslrootcert', 'sslcert', 'sslkey'] as const)
    .filter((name) => ![undefined, '', 'system'].includes(parameters[name]))
    .map((name) => [name, resolve(base, parameters[name] ?? '')]);
  return { ...parameters, ...Object.fromEntries(paths) };
}
