import type { Knob, NumberKnob } from './knob.ts';

/** The values that a knob accepts, as text for people. */
export function rangeOf(knob: Knob): string {
  if ('oneOf' in knob) return knob.oneOf.join(' | ');
  if ('form' in knob) return knob.form;
  if (knob.unit === 'probability' || knob.unit === 'share') return `${knob.least} to ${knob.most}`;
  const most = knob.most === undefined ? 'and up' : `to ${knob.most}`;
  return `${knob.unit}, ${knob.least} ${most}`;
}

/** The value that `text` represents; `undefined` if the knob does not accept it. */
export function readValue(knob: Knob, text: string): string | number | undefined {
  if ('oneOf' in knob) return knob.oneOf.find((value) => String(value) === text);
  if ('form' in knob) return text;
  const [, digits, scale = ''] = /^(-?\d+(?:\.\d+)?)(MB|MiB|s)?$/.exec(text) ?? [];
  const factor = scales[knob.unit]?.[scale] ?? (scale === '' ? 1 : undefined);
  if (digits === undefined || factor === undefined) return undefined;
  const number = Number(digits) * factor;
  const whole = ['probability', 'share', 'ms'].includes(knob.unit) || Number.isInteger(number);
  return whole && number >= knob.least && number <= (knob.most ?? number) ? number : undefined;
}

const scales: Partial<Record<NumberKnob['unit'], Record<string, number>>> = {
  bytes: { MB: 1_000_000, MiB: 1_048_576 },
  ms: { s: 1000 },
};
