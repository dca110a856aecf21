import { rangeOf } from './knob-value.ts';
import { type KnobName, knobNames, knobOf } from './table.ts';

/** The description of a knob. */
export interface KnobLine {
  readonly name: KnobName;
  /** Row of the table in docs/zuora-api.md, section 12, or null. */
  readonly row: number | null;
  readonly default: string | number;
  /** The values that it accepts. */
  readonly takes: string;
  readonly says: string;
}

/** Every knob for `--help` and for documents, in the order of the table. */
export function listKnobs(): KnobLine[] {
  return knobNames.map((name) => {
    const knob = knobOf(name);
    return { name, row: knob.row, default: knob.default, takes: rangeOf(knob), says: knob.says };
  });
}

/** The same list as a Markdown table. */
export function knobsAsMarkdown(): string {
  const lines = listKnobs().map((knob) => {
    const takes = knob.takes.replaceAll('|', '\\|');
    const first = knob.default === '' ? '' : `\`${knob.default}\``;
    return `| \`${knob.name}\` | ${knob.row ?? ''} | ${first} | ${takes} | ${knob.says} |`;
  });
  return [
    '| knob | row | default | takes | what it does |',
    '|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}
