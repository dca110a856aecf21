import { Fault } from './fault.ts';

const REPEATED = ['set', 'filter'];
const SWITCHES = /^--(json|quiet|debug)=(?!true$|false$)/;

/** Refuses what yargs accepts silently: a value for a flag that takes none, a flag given twice. */
export function checkFlags(words: readonly string[]): void {
  const [, name] = words.map((word) => SWITCHES.exec(word)).find((match) => match !== null) ?? [];
  if (name !== undefined) throw new Fault(`--${name} takes no value`);
  const flags = words
    .map((word) => /^--([^=]+)/.exec(word)?.[1])
    .filter((flag) => flag !== undefined);
  const twice = flags.find(
    (flag, index) => !REPEATED.includes(flag) && flags.indexOf(flag) < index,
  );
  if (twice !== undefined) throw new Fault(`--${twice} is given twice`);
}
