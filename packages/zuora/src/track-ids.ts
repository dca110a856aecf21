import { randomUUID } from 'node:crypto';

/** The `Zuora-Track-Id` headers of one client (docs/zuora-api.md, section 1.1). */
export interface TrackIds {
  /** The header of the next request: another one each time. None for a request of no run and without `trackId`. */
  next(call: { readonly runId?: string | undefined }): Readonly<Record<string, string>>;
}

/**
 * `nightly-20261123-164053-9e880b-5f3a-17`: the option, the run, four digits for the process, which may be one of
 * several of a run, and a number.
 */
export function trackIdsOf(option: string | undefined): TrackIds {
  const client = randomUUID().slice(0, 4);
  let count = 0;
  return {
    next({ runId }) {
      if (option === undefined && runId === undefined) return {};
      const parts = [option, runId, client, ++count].filter((part) => part !== undefined);
      return { 'zuora-track-id': parts.join('-') };
    },
  };
}
