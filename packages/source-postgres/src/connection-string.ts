import { resolve } from 'node:path';
import { suggest } from '@rowferry/core';
import { parse } from 'pg-connection-string';
import { PARAMETERS, type Parameters } from './parameters.ts';

const PAIR = /\s*(\w+)\s*=\s*('(?:[^'\\]|\\.)*'|(?:[^\s'\\]|\\.)*)(?=\s|$)/sy;

/**
 * The parameters that a connection string gives, in either form of libpq: an address
 * (`postgres://user@host/database?sslmode=require`) or pairs (`host=… dbname=…`). Throws an `Error`
 * that quotes nothing but names of parameters.
 */
export function parseConnectionString(text: string): Parameters {
  const pairs = /^postgres(ql)?:\/\//.test(text) ? pairsOfAddress(text) : pairsOf(text);
  const parameters: Record<string, string> = {};
  for (const [name, value] of pairs) {
    const known: readonly string[] = PARAMETERS;
    if (!known.includes(name)) {
      throw new Error(`unknown parameter \`${name}\`${suggest(name, known)}`);
    }
    parameters[name] = value;
  }
  return checked(parameters);
}

function pairsOfAddress(text: string): [string, string][] {
  const [address = '', query = ''] = text.split(/\?(.*)/s);
  // In an address of libpq a plus is a plus.
  const given = new URLSearchParams(query.replaceAll('+', '%2B'));
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(address);
  } catch {
    throw new Error('this is no address; write special characters as %40, %2F and so on');
  }
  const { host, port, user, password, database } = parsed;
  const parts = { host, port, user, password, dbname: database };
  return [
    ...Object.entries(parts).filter((part): part is [string, string] => Boolean(part[1])),
    ...given,
  ];
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

const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'];

/** With its paths from `base` onward. */
export function rooted(parameters: Parameters, base: string): Parameters {
  const paths = (['sslrootcert', 'sslcert', 'sslkey'] as const)
    .filter((name) => ![undefined, '', 'system'].includes(parameters[name]))
    .map((name) => [name, resolve(base, parameters[name] ?? '')]);
  return { ...parameters, ...Object.fromEntries(paths) };
}

/** Refuses what cannot be promised, rather than leave it out in silence. */
function checked(parameters: Parameters): Parameters {
  const { host = '', port = '', sslmode, channel_binding, connect_timeout } = parameters;
  if (/,/.test(host + port)) throw new Error('more than one host is not supported; name one');
  if (port !== '' && !/^\d{1,5}$/.test(port)) throw new Error('`port` is no number');
  if (sslmode !== undefined && !SSL_MODES.includes(sslmode)) {
    throw new Error(`\`sslmode\` is none of ${SSL_MODES.join(', ')}`);
  }
  if (connect_timeout !== undefined && !/^\d{1,6}$/.test(connect_timeout)) {
    throw new Error('`connect_timeout` is no number of seconds');
  }
  if (channel_binding === 'require') {
    throw new Error('`channel_binding=require` is not supported; say `sslmode=verify-full`');
  }
  return parameters;
}
