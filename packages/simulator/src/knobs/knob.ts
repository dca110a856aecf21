interface KnobText {
  /** Row of the fact sheet's section 12; `null` if the knob comes from elsewhere in the sheet. */
  readonly row: number | null;
  /** A description in one sentence. */
  readonly says: string;
}

export interface ChoiceKnob extends KnobText {
  readonly default: string | number;
  readonly oneOf: readonly (string | number)[];
}

export interface NumberKnob extends KnobText {
  readonly default: number;
  readonly least: number;
  /** Absent: no limit. */
  readonly most?: number;
  readonly unit: 'ms' | 'bytes' | 'rows' | 'jobs' | 'records' | 'requests' | 'probability';
}

export interface TextKnob extends KnobText {
  readonly default: string;
  /** A description of the syntax. */
  readonly form: string;
}

/** A behaviour that the documentation leaves open, and the variants that a tenant supports. */
export type Knob = ChoiceKnob | NumberKnob | TextKnob;

export type KnobTable = Readonly<Record<string, Knob>>;

/** The values that a knob accepts. */
export type KnobValue<K> = K extends { readonly oneOf: readonly (infer V)[] }
  ? V
  : K extends { readonly default: number }
    ? number
    : string;

/** The values that a knob accepts, as text for people. */
export function rangeOf(knob: Knob): string {
  if ('oneOf' in knob) return knob.oneOf.join(' | ');
  if ('form' in knob) return knob.form;
  if (knob.unit === 'probability') return `${knob.least} to ${knob.most}`;
  const most = knob.most === undefined ? 'and up' : `to ${knob.most}`;
  return `${knob.unit}, ${knob.least} ${most}`;
}

/** The value that `text` represents; `undefined` if the knob does not accept it. */
export function readValue(knob: Knob, text: string): string | number | undefined {
  if ('oneOf' in knob) return knob.oneOf.find((value) => String(value) === text);
  if ('form' in knob) return text;
  const [, digits, scale = ''] = /^(\d+(?:\.\d+)?)(MB|MiB|s)?$/.exec(text) ?? [];
  const factor = scales[knob.unit]?.[scale] ?? (scale === '' ? 1 : undefined);
  if (digits === undefined || factor === undefined) return undefined;
  const number = Number(digits) * factor;
  const whole = knob.unit === 'probability' || knob.unit === 'ms' || Number.isInteger(number);
  return whole && number >= knob.least && number <= (knob.most ?? number) ? number : undefined;
}

const scales: Partial<Record<NumberKnob['unit'], Record<string, number>>> = {
  bytes: { MB: 1_000_000, MiB: 1_048_576 },
  ms: { s: 1000 },
};
