import type { Environment } from '../environment.ts';
import { isObject } from './schema.ts';

/** `$${` means a literal `${`. */
const PLACEHOLDER = /\$(\$\{)|\$\{([^}]*)\}/g;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A placeholder that cannot be replaced. */
export interface Missing {
  readonly path: readonly (string | number)[];
  /** The text between `${` and `}`. */
  readonly variable: string;
  /** Whether it is set, but to an empty text: what a secret that is missing in a CI system looks like. */
  readonly isEmpty: boolean;
}

export function isVariableName(text: string): boolean {
  return NAME.test(text);
}

/**
 * Replaces `${NAME}` in every string of a parsed value. Adds variables that are not set, or empty, to `missing`.
 */
export function fillIn(
  value: unknown,
  environment: Environment,
  missing: Missing[],
  path: readonly (string | number)[] = [],
): unknown {
  if (typeof value === 'string') {
    return value.replace(PLACEHOLDER, (_, escaped, variable) => {
      if (escaped !== undefined) return escaped;
      const found = isVariableName(variable) ? environment[variable] : undefined;
      if (!found) missing.push({ path, variable, isEmpty: found === '' });
      return found ?? '';
    });
  }
  if (Array.isArray(value)) {
    return value.map((entry, index) => fillIn(entry, environment, missing, [...path, index]));
  }
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, entry]) => [
    key,
    fillIn(entry, environment, missing, [...path, key]),
  ]);
  return Object.fromEntries(entries);
}

/** The names of the variables in every string of a parsed value. */
export function variablesIn(value: unknown): string[] {
  const missing: Missing[] = [];
  fillIn(value, {}, missing);
  return missing.map(({ variable }) => variable);
}
