import { TargetError } from '@rowferry/core';
import { encoded } from './address.ts';

/** The limits of one request: the bytes of its query, and the number of values. */
export interface LookupLimits {
  readonly bytesMax: number;
  readonly valuesMax: number;
}

/**
 * The look-up queries, percent-encoded, that together cover all of `values`. Each has as many values
 * as `bytesMax` and `valuesMax` allow. Throws for a value that is too long for any query.
 */
export function* lookups(
  column: string,
  values: readonly string[],
  { bytesMax, valuesMax }: LookupLimits,
): Generator<string, void> {
  let terms: string[] = [];
  let sizeBytes = 0;
  for (const value of new Set(values)) {
    // No stored text contains a lone surrogate, because UTF-8 cannot encode one.
    if (!value.isWellFormed()) continue;
    const term = encoded(termOf(column, value));
    if (term.length > bytesMax) {
      const what = `A value of ${value.length} characters`;
      throw tooLong(`${what} is too long to look up in \`${column}\`. Choose a shorter key.`);
    }
    const isFull = terms.length === valuesMax || sizeBytes + OR.length + term.length > bytesMax;
    if (isFull && terms.length > 0) {
      yield terms.join(OR);
      terms = [];
      sizeBytes = 0;
    }
    sizeBytes += (terms.length === 0 ? 0 : OR.length) + term.length;
    terms.push(term);
  }
  if (terms.length > 0) yield terms.join(OR);
}

/** The error for a query that no URL can carry. */
export function tooLong(message: string): TargetError {
  return new TargetError(message, { answer: 'refused', meaning: 'other' });
}

const OR = encoded(' OR ');

/** Between quotes, only the quote and the backslash are special; `:`, `*` and `AND` are not. */
export function termOf(column: string, value: string): string {
  return `${column}:"${value.replace(/["\\]/g, '\\$&')}"`;
}
