import type { Readable } from 'node:stream';
import type { Quota } from '@rowferry/core';
import type { Purpose } from './meaning.ts';

/** The options of every call of the client. */
export interface CallOptions {
  /** Ends the call, which then rejects with the signal's own reason. */
  readonly signal?: AbortSignal | undefined;
  /** The id of a run, which begins the track ids of its requests. */
  readonly runId?: string | undefined;
  /** Called with what each answer says of the requests that are left. */
  readonly onQuota?: ((quota: Quota) => void) | undefined;
}

/** One request, before its address and its token are added. */
export interface Call extends CallOptions {
  readonly purpose: Purpose;
  readonly method: 'GET' | 'PATCH' | 'POST';
  /** Without the query; appears in messages. */
  readonly path: string;
  /** Percent-encoded; never appears in a message. */
  readonly query?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | Readable;
  /** Whether errors leave out the server's message, because it may quote a record. */
  readonly confidential?: boolean;
  /** The login in each form in which the server may repeat it: no text of an answer keeps any of them. */
  readonly repeatable?: readonly string[];
}
