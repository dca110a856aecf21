import { FLAGS, FLAGS_OF } from './commands/flags.ts';
import { Fault } from './fault.ts';

const EVERYWHERE = ['debug', 'help', 'version'];
/** The flags of each command; those of `jobs` are the flags of all its operations. */
const FLAGS_BY_COMMAND = new Map<string, string[]>();
for (const [name, flags] of Object.entries(FLAGS_OF)) {
  const [command = ''] = name.split(' ');
  FLAGS_BY_COMMAND.set(command, [...(FLAGS_BY_COMMAND.get(command) ?? []), ...flags]);
}
const COMMANDS = [...FLAGS_BY_COMMAND.keys()];
const JOB_COMMANDS = Object.keys(FLAGS_OF).flatMap((name) => /^jobs (.*)/.exec(name)?.[1] ?? []);
const FLAG_ENTRIES = Object.entries(FLAGS);

const NEEDS: Readonly<Record<string, string>> = {
  run: 'name the migration file: `rowferry run vehicles.yaml`',
  resume: 'name the directory of the run: `rowferry resume <run-dir>`',
  retry: 'name the directory of the run: `rowferry retry <run-dir>`',
  status: 'name the directory of the run: `rowferry status <run-dir>`',
  get: 'name the job: `rowferry jobs get <id>`',
  upload: 'name the job and its file: `rowferry jobs upload <id> <file>`',
  errors: 'name the job: `rowferry jobs errors <id>`',
  cancel: 'name the job: `rowferry jobs cancel <id>`',
};

/** An error for arguments that yargs rejects with a message, without throwing an error. */
export class Misuse extends Error {
  override readonly name = 'Misuse';
}

/** Whether yargs reported the error; its own errors are recognised by their name. */
export function isMisuse(error: unknown): error is Error {
  return error instanceof Error && ['Misuse', 'YError'].includes(error.name);
}

/** Says in one line which argument is wrong, and suggests the nearest correct one. */
export async function faultOf(misuse: Error, words: readonly string[]): Promise<Fault> {
  const text = await sentence(misuse.message, words);
  return new Fault(`${text}${text.endsWith('?') ? ' See' : '; see'} \`rowferry --help\``, {
    cause: misuse,
  });
}

async function sentence(message: string, words: readonly string[]): Promise<string> {
  const text = message.replace(/\s+/g, ' ').trim();
  const unknown = /^Unknown (?:arguments?|commands?): ([^,]*)/.exec(text)?.[1];
  if (unknown !== undefined) return await unknownWord(unknown, words);
  if (text.startsWith('Not enough non-option arguments')) {
    return NEEDS[words[0] === 'jobs' ? (words[1] ?? '') : (words[0] ?? '')] ?? lower(text);
  }
  const value = /Argument: (\S+), Given: "(.*)", Choices: (.*)$/.exec(text);
  if (value === null) return lower(text.replace(/(arguments? following|argument): /, '$1 --'));
  const [, name, given = '', choices = ''] = value;
  const known = choices.replaceAll('"', '').split(', ');
  const hint = await suggestion(given, known);
  return `--${name}: \`${given}\` is not one of ${known.join(', ')}${hint}`;
}

async function unknownWord(word: string, words: readonly string[]): Promise<string> {
  const isFlag = words.some(
    (given) => /^-/.test(given) && given.replace(/^-+(?:no-)?/, '').startsWith(word),
  );
  if (isFlag) return await unknownFlag(word, words[0] ?? '');
  const known = words[0] === 'jobs' ? JOB_COMMANDS : COMMANDS;
  const isFirst = word === words[words[0] === 'jobs' ? 1 : 0];
  if (isFirst) return `there is no command \`${word}\`${await suggestion(word, known)}`;
  return `unexpected argument \`${word}\``;
}

async function unknownFlag(flag: string, command: string): Promise<string> {
  const owner = COMMANDS.find((name) => FLAGS_BY_COMMAND.get(name)?.includes(flag));
  if (owner !== undefined) return `\`--${flag}\` is a flag of \`${owner}\`, not of \`${command}\``;
  const known = [...(FLAGS_BY_COMMAND.get(command) ?? []), ...EVERYWHERE];
  const hint = await suggestion(flag, known);
  return `there is no flag \`--${flag}\`${hint.replace('`', '`--')}`;
}

/** Loads core, which is large, only for a word that may be misspelt. */
async function suggestion(word: string, known: readonly string[]): Promise<string> {
  const { suggest } = await import('@rowferry/core/internal');
  return suggest(word, known);
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** An argument is empty where a variable of the shell is. */
function emptyText(word: string, before: string | undefined): string {
  const flag = /^--[^=]+/.exec(word)?.[0] ?? /^--[^=]+$/.exec(before ?? '')?.[0];
  const what = flag === undefined ? 'an argument' : `the value of ${flag}`;
  return `${what} is empty; if it comes from a variable, set it`;
}

const REPEATED = FLAG_ENTRIES.flatMap(([name, flag]) => ('array' in flag ? [name] : []));
const SWITCHES = [
  'debug',
  ...FLAG_ENTRIES.flatMap(([name, flag]) => (isSwitch(flag) ? [name] : [])),
];

function isSwitch(flag: object): boolean {
  return 'type' in flag && flag.type === 'boolean';
}

/**
 * Refuses what yargs accepts silently: an empty argument, a value for a flag that takes none, a flag given twice.
 */
export function checkFlags(words: readonly string[]): void {
  const empty = words.findIndex((word) => /^(?:--[^=]+=)?\s*$/.test(word));
  if (empty !== -1) throw new Fault(emptyText(words[empty] ?? '', words[empty - 1]));
  const name = SWITCHES.find((one) =>
    words.some((word) => word.startsWith(`--${one}=`) && !/=(?:true|false)$/.test(word)),
  );
  if (name !== undefined) throw new Fault(`--${name} takes no value`);
  const flags = words
    .map((word) => /^--([^=]+)/.exec(word)?.[1])
    .filter((flag) => flag !== undefined);
  const twice = flags.find(
    (flag, index) => !REPEATED.includes(flag) && flags.indexOf(flag) < index,
  );
  if (twice !== undefined) throw new Fault(`--${twice} is given twice`);
}
