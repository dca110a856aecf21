import { rangeOf, readValue } from './knob-value.ts';
import { isKnobName, type KnobName, type Knobs, knobNames, knobOf } from './table.ts';

/** The knobs that a caller sets; the others keep their defaults. */
export type KnobSettings = { readonly [Name in KnobName]?: Knobs[Name] };

/**
 * Parses `name=value`, the form of `--set`. Throws a `TypeError` that lists the nearest names, or the
 * values that the knob accepts.
 */
export function parseKnob(text: string): KnobSettings {
  const at = text.indexOf('=');
  if (at < 1) throw new TypeError(`Expected \`name=value\`, got \`${text}\`.`);
  const name = text.slice(0, at).trim();
  const knobs: Partial<Record<KnobName, string | number>> = {};
  if (!isKnobName(name)) throw new TypeError(unknownName(name));
  knobs[name] = valueFor(name, text.slice(at + 1).trim());
  return settings(knobs);
}

/** Every knob: its value in `given`, or its default. Throws a `TypeError` for an unknown name or value. */
export function allKnobs(given: KnobSettings): Knobs {
  const values: Partial<Record<KnobName, string | number>> = {};
  for (const name of knobNames) values[name] = knobOf(name).default;
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    if (!isKnobName(name)) throw new TypeError(unknownName(name));
    values[name] = valueFor(name, String(value));
  }
  return complete(values);
}

function valueFor(name: KnobName, text: string): string | number {
  const knob = knobOf(name);
  const value = readValue(knob, text);
  if (value !== undefined) return value;
  throw new TypeError(`Expected knob \`${name}\` to be ${rangeOf(knob)}; got \`${text}\`.`);
}

// Both casts are safe, because `readValue` returns only values that the table allows.
function settings(values: Partial<Record<KnobName, string | number>>): KnobSettings {
  return values as KnobSettings;
}

function complete(values: Partial<Record<KnobName, string | number>>): Knobs {
  return values as Knobs;
}

function unknownName(name: string): string {
  const near = knobNames
    .map((known) => ({ known, distance: distanceOf(name.toLowerCase(), known.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ known }) => `\`${known}\``);
  return `There is no knob \`${name}\`; the nearest are ${near.join(', ')}.`;
}

function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
