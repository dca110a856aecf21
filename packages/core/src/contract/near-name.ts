import leven from 'leven';
import { escaped } from './escaped.ts';
import { isVisible, oddities, plainForm } from './look-alikes.ts';

/** A known name that is like a wanted one. */
export interface NearName {
  readonly name: string;
  /** What the eye misses, such as `which has a blank at its end`; empty if the names look different. */
  readonly difference: string;
}

/** The nearest of `known`, none of which is `wanted`; `undefined` if none is near. */
export function nearName(wanted: string, known: readonly string[]): NearName | undefined {
  const looks = looksOf(wanted);
  const [alike] = known
    .filter((name) => looksOf(name) === looks)
    .map((name) => ({ name, difference: differenceOf(wanted, name) }))
    .sort((a, b) => a.difference.length - b.difference.length);
  if (alike !== undefined) return alike;
  const name = closest(wanted, known, Math.max(1, Math.floor(wanted.length / 2)));
  return name === undefined ? undefined : { name, difference: '' };
}

/** Counting changes takes the product of both lengths: a longer name is only compared by its looks. */
const COUNTED_MAX = 200;

/** The one of `known` that the fewest changes turn into `word`, whatever the case; `undefined` if all need more. */
export function closest(
  word: string,
  known: readonly string[],
  changesMax: number,
): string | undefined {
  if (word.length > COUNTED_MAX) return undefined;
  const wanted = word.toLowerCase();
  const maxDistance = Math.floor(changesMax) + 1;
  const [nearest] = known
    .map((name) => ({ name, lengthened: Math.abs(name.length - word.length) }))
    .filter(({ lengthened }) => lengthened < maxDistance)
    .map((one) => ({ ...one, distance: leven(wanted, one.name.toLowerCase(), { maxDistance }) }))
    .filter(({ distance }) => distance < maxDistance)
    .sort((a, b) => a.distance - b.distance || a.lengthened - b.lengthened);
  return nearest?.name;
}

const SHOWN_MAX = 80;

/** A name in a message: in quotes, cut short, and with escapes for what cannot be seen. */
export function shown(name: string): string {
  const short = name.length > SHOWN_MAX ? `${name.slice(0, SHOWN_MAX)}…` : name;
  const visible = [...short].map((character) =>
    character === ' ' || isVisible(character) ? character : escaped(character),
  );
  return `\`${visible.join('')}\``;
}

function looksOf(name: string): string {
  return plainForm(name).toLowerCase();
}

function differenceOf(wanted: string, name: string): string {
  if (wanted.toLowerCase() === name.toLowerCase()) return OTHER_CASE;
  const [inWanted, inName] = [oddities(wanted), oddities(name)];
  const added = inName.filter((one) => !inWanted.includes(one));
  const left = inWanted.filter((one) => !inName.includes(one));
  return [
    ...(added.length > 0 ? [`which has ${added.join(' and ')}`] : []),
    ...(plainForm(wanted) === plainForm(name) ? [] : [OTHER_CASE]),
    ...(left.length > 0 ? [`while the migration writes ${left.join(' and ')}`] : []),
  ].join(', ');
}

const OTHER_CASE = 'which differs in upper and lower case';
