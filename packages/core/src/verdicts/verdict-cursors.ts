import { type Place, verdictFieldsOf } from '../chunks/record-line.ts';
import type { Verdict } from '../contract/verdict.ts';
import type { Span } from '../journal/open-chunk.ts';
import { cursor, linesBetween } from './cursor.ts';
import type { ResultFiles } from './result-files.ts';

/** What the result files say about rows, in the order of the rows. */
interface VerdictCursors {
  isNext(place: Place): boolean;
  take(): Promise<Verdict>;
}

export async function verdictCursors(span: Span, results: ResultFiles): Promise<VerdictCursors> {
  const { rejectedFrom, rejectedBytes, unresolvedFrom, unresolvedBytes } = span;
  const rejected = cursor(
    linesBetween(results.rejected, rejectedFrom, rejectedBytes),
    verdictFieldsOf,
  );
  const unresolved = cursor(
    linesBetween(results.unresolved, unresolvedFrom, unresolvedBytes),
    verdictFieldsOf,
  );
  await rejected.advance();
  await unresolved.advance();
  let next = rejected;
  return {
    isNext({ position }) {
      next = rejected.head?.position === position ? rejected : unresolved;
      return next.head?.position === position;
    },
    async take() {
      const outcome = next === rejected ? 'rejected' : 'unresolved';
      const read = { ...next.head, outcome } as Verdict;
      await next.advance();
      return read;
    },
  };
}
