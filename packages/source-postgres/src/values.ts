import { stringifyExact } from '@rowferry/core';
import { convertFor, isLostInJson } from './column-type.ts';
import type { Cells, Field } from './rows.ts';

/** Converts the text of the cells of a row. */
export interface Converter {
  record(cells: Cells): Record<string, unknown>;
  /** The JSON of a record with numbers that JSON does not have, or not exactly. They are written as PostgreSQL's text. */
  json(record: Readonly<Record<string, unknown>>, cells: Cells): string | undefined;
}

/** Appends `zone` to each `timestamp` without time zone. */
export function converter(fields: readonly Field[], zone: '' | 'Z'): Converter {
  const names = fields.map(({ name }) => name);
  const converts = fields.map(({ dataTypeID }) => convertFor(dataTypeID, zone));
  // Records are spread from this, so that a column named `__proto__` becomes a field.
  const template = Object.fromEntries(names.map((name): [string, unknown] => [name, null]));
  return {
    record(cells) {
      const record: Record<string, unknown> = { ...template };
      for (let index = 0; index < names.length; index++) {
        const text = cells[index];
        if (typeof text !== 'string') continue;
        const convert = converts[index];
        record[names[index] as string] = convert === undefined ? text : convert(text);
      }
      return record;
    },
    json(record, cells) {
      const isLost = (name: string) => isLostInJson(record[name]);
      if (!names.some(isLost)) return undefined;
      const entries = names.map((name, index): [string, unknown] => [
        name,
        isLost(name) ? cells[index] : record[name],
      ]);
      return stringifyExact(Object.fromEntries(entries));
    },
  };
}
