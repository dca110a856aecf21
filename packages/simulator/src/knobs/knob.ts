interface KnobText {
  /** Row of the table in docs/zuora-api.md, section 12; `null` if the knob has none. */
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
  readonly unit:
    | 'ms'
    | 'bytes'
    | 'rows'
    | 'jobs'
    | 'records'
    | 'requests'
    | 'decimals'
    | 'probability'
    | 'share';
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
