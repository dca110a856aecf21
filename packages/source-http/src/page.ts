import type { Earlier } from './earlier.ts';
import type { PageResponse } from './exchange.ts';
import { FailedAttempt, sourceFailed, sourceUnreachable } from './failure.ts';
import type { PageAttempts } from './page-attempts.ts';
import { type Part, readParts } from './page-part.ts';
import type { Settings } from './settings.ts';

/** How a page is requested and named. */
export interface PageOptions {
  readonly name: string;
  readonly settings: Settings;
  readonly earlier: Earlier;
  readonly attempts: PageAttempts;
  readonly signal: AbortSignal;
  /** Whether the same request leads to the same page again. */
  readonly isRepeatable: boolean;
  ask(): Promise<PageResponse>;
}

/**
 * Reads a page as it arrives. If it breaks off, it is requested again. The parts that were already yielded
 * must then be the same, and are skipped.
 */
export async function* readPage(options: PageOptions): AsyncGenerator<Part> {
  const { name, signal, attempts, earlier } = options;
  let yielded = 0;
  let yieldedDigest = '';
  for (;;) {
    let index = 0;
    try {
      for await (const part of readParts(await options.ask(), options.settings, earlier)) {
        signal.throwIfAborted();
        index += 1;
        if (index > yielded) {
          yield part;
          yielded = index;
          yieldedDigest = part.digest;
          attempts.progressed();
        } else {
          // A yielded part was followed by more records, so none of these parts may be the last one.
          const isOther = index === yielded && part.digest !== yieldedDigest;
          if (isOther || part.end !== undefined) throw changed(name);
        }
      }
      return;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof FailedAttempt)) throw error;
      const { isTemporary, isUnsent } = error.facts;
      if (!options.isRepeatable && isTemporary && isUnsent !== true) throw movedOn(name, error);
      await attempts.waitAfter(error, signal);
    }
  }
}

function movedOn(name: string, failed: FailedAttempt): Error {
  return sourceUnreachable(
    `${name} ${failed.message}; its scroll may have moved on, so this page cannot be requested again: ` +
      'check the server, then resume, which reads from the start',
    failed.facts.cause,
  );
}

function changed(name: string): Error {
  return sourceFailed(
    `${name} changed while it was read: it broke off, and began differently when it was requested ` +
      'again; stop changing the data or sort it by values that do not change, then resume',
  );
}
