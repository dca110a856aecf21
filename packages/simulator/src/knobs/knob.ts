interface KnobText {
  /** Row of the fact sheet's section 12, or null for what stands elsewhere in the sheet. */
  readonly row: number | null;
  /** One sentence for people. */
  readonly says: string;
}

export interface ChoiceKnob extends KnobText {
  readonly default: string | number;
  readonly oneOf: readonly (string | number)[];
}

export interface NumberKnob extends KnobText {
  readonly default: number;
  readonly least: number;
  /** Absent: no bound. */
  readonly most?: number;
  readonly unit: 'ms' | 'bytes' | 'rows' | 'jobs' | 'records' | 'requests' | 'probability';
}

export interface TextKnob extends KnobText {
  readonly default: string;
  /** How the text is written. */
  readonly form: string;
}

/** One thing the documentation leaves open, and the answers a tenant can give to it. */
export type Knob = ChoiceKnob | NumberKnob | TextKnob;

export type KnobTable = Readonly<Record<string, Knob>>;

/** The values that one knob takes. */
export type KnobValue<K> = K extends { readonly oneOf: readonly (infer V)[] }
  ? V
  : K extends { readonly default: number }
    ? number
    : string;

/** What a knob takes, for people. */
export function rangeOf(knob: Knob): string {
  if ('oneOf' in knob) return knob.oneOf.join(' | ');
  if ('form' in knob) return knob.form;
  if (knob.unit === 'probability') return `${knob.least} to ${knob.most}`;
  const most = knob.most === undefined ? 'and up' : `to ${knob.most}`;
  return `${knob.unit}, ${knob.least} ${most}`;
}

/** The value that `text` stands for, or nothing when the knob does not take it. */
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
