import { suggest } from '@rowferry/core/internal';
import type { Condition, Filter } from '@rowferry/zuora';
import { Fault } from '../fault.ts';

/** The properties of columns that a filter needs, by column name. */
type Properties = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const FORM = /^\s*(\S+)\s+(\S+)\s(.+)$/s;

/** Parses one or two filters `field OPERATOR value`. A value gets the type of its field in the object. */
export function filterFrom(texts: readonly string[], object: string, columns: Properties): Filter {
  const [first, second, third] = texts.map((text) => conditionFrom(text, object, columns));
  if (first === undefined || third !== undefined) {
    throw new Fault('--filter: Zuora accepts one or two filters');
  }
  return { conditions: second === undefined ? [first] : [first, second] };
}

function conditionFrom(text: string, object: string, columns: Properties): Condition {
  const [, field = '', word = '', value = ''] = FORM.exec(text) ?? [];
  if (field === '') {
    throw new Fault(`--filter: expected \`field OPERATOR value\`, got \`${text}\``);
  }
  const operator = word.toUpperCase();
  if (!isOperator(operator)) {
    throw new Fault(`--filter: there is no operator \`${word}\`; use EQ, GT, LT, GE or LE`);
  }
  const column = Object.hasOwn(columns, field) ? columns[field] : undefined;
  if (column === undefined) {
    const hint = suggest(field, Object.keys(columns));
    throw new Fault(`--filter: ${object} has no field \`${field}\`${hint}`);
  }
  return { field, operator, value: valueFrom(value.trim(), field, column['type']) };
}

function isOperator(word: string): word is Condition['operator'] {
  return ['EQ', 'GT', 'LT', 'GE', 'LE'].includes(word);
}

function valueFrom(text: string, field: string, type: unknown): Condition['value'] {
  if (type === 'boolean') {
    if (text === 'true' || text === 'false') return text === 'true';
    throw new Fault(`--filter: \`${field}\` is true or false`);
  }
  if (type !== 'integer' && type !== 'number') return text;
  const number = Number(text);
  if (Number.isFinite(number)) return number;
  throw new Fault(`--filter: \`${field}\` is a number`);
}
