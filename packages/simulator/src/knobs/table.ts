import { errorKnobs } from './errors.ts';
import { fileKnobs } from './file.ts';
import type { Knob, KnobValue } from './knob.ts';
import { processingKnobs } from './processing.ts';
import { slotKnobs } from './slots.ts';
import { wireKnobs } from './wire.ts';

type Table = typeof slotKnobs &
  typeof processingKnobs &
  typeof fileKnobs &
  typeof errorKnobs &
  typeof wireKnobs;

export type KnobName = keyof Table;

/** A value for every knob; the knobs of a running tenant may be changed at any time. */
export type Knobs = { -readonly [Name in KnobName]: KnobValue<Table[Name]> };

/**
 * Every knob: code accepts these, `--set` parses them and `--help` lists them. Row 30 of
 * docs/zuora-api.md, section 12, has none: entity and organisation headers change nothing, because the limit is the tenant's.
 */
export const knobTable: Table = {
  ...slotKnobs,
  ...processingKnobs,
  ...fileKnobs,
  ...errorKnobs,
  ...wireKnobs,
};

export const knobNames: readonly KnobName[] = Object.keys(knobTable).filter(isKnobName);

export function isKnobName(name: string): name is KnobName {
  return Object.hasOwn(knobTable, name);
}

export function knobOf(name: KnobName): Knob {
  return knobTable[name];
}
