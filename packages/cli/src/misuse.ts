import { suggest } from '@rowferry/core';
import { Fault } from './failure.ts';

const COMMANDS = ['run', 'jobs', 'simulate', 'demo'];
const JOB_COMMANDS = ['create', 'list', 'get', 'upload', 'errors', 'cancel'];
const FLAGS = [
  ...['run-dir', 'json', 'quiet', 'debug', 'help', 'version', 'port', 'definitions', 'set', 'seed'],
  ...['write', 'migration', 'base-url', 'object', 'operation', 'filter', 'namespace', 'status'],
];

/** What was typed wrongly, in one line, with the nearest thing that is right. */
export function misuseOf(message: string, words: readonly string[]): Fault {
  const [unknown] = /^Unknown (?:arguments?|commands?): (.*)$/.exec(message)?.slice(1) ?? [];
  const help = 'see `rowferry --help`';
  if (unknown === undefined) return new Fault(`${oneLine(message)}; ${help}`);
  const [name = ''] = unknown.split(', ');
  if (isFlag(name, words)) {
    return new Fault(`there is no flag \`--${name}\`${suggest(name, FLAGS)} ${help}`);
  }
  const known = words[0] === 'jobs' ? JOB_COMMANDS : COMMANDS;
  return new Fault(`there is no command or argument \`${name}\`${suggest(name, known)} ${help}`);
}

function isFlag(name: string, words: readonly string[]): boolean {
  return words.some(
    (word) => /^--?/.test(word) && word.replace(/^-+(?:no-)?/, '').startsWith(name),
  );
}

function oneLine(message: string): string {
  const text = message.replace(/\s+/g, ' ').trim();
  return text.charAt(0).toLowerCase() + text.slice(1);
}
