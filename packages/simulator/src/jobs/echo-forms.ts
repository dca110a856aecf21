import type { Field } from '../definitions/layout.ts';
import type { Knobs } from '../knobs/table.ts';

const CUT_AFTER = 12;

type Forms = Pick<Knobs, 'recordTexts' | 'recordZone' | 'recordDecimals'>;

/** A value that a field accepted, as the record of an error shows it. */
export function shownValue({ definition }: Field, text: string, forms: Forms): string {
  const { type, format, multiselect } = definition;
  if (type === 'number') return rounded(text, forms.recordDecimals);
  if (format === 'date-time') return inZone(text, forms.recordZone);
  return type === 'string' && format !== 'date' && multiselect !== true
    ? shownText(text, forms)
    : text;
}

/** A text as the record of an error shows it. */
export function shownText(text: string, { recordTexts }: Forms): string {
  switch (recordTexts) {
    case 'as-sent':
      return text;
    case 'composed':
      return text.normalize('NFC');
    case 'decomposed':
      return text.normalize('NFD');
    case 'upper-case':
      return text.toUpperCase();
    case 'trimmed':
      return text.trim();
    case 'cut':
      return [...text].slice(0, CUT_AFTER).join('');
  }
}

function rounded(digits: string, decimals: number): string {
  const [, fraction = ''] = digits.split('.');
  return fraction.length > decimals ? Number(digits).toFixed(decimals) : digits;
}

/** A time in UTC, in another zone. */
function inZone(utc: string, zone: Forms['recordZone']): string {
  if (zone === 'Z') return utc;
  if (zone === 'day') return utc.slice(0, 10);
  const [, sign = '', hours = '', minutes = ''] = /^([+-])(\d\d):(\d\d)$/.exec(zone) ?? [];
  const aheadMinutes = Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes));
  const there = new Date(Date.parse(utc) + aheadMinutes * 60_000).toISOString();
  return `${there.slice(0, -1)}${zone}`;
}
