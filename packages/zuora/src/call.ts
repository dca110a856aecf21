import type { Readable } from 'node:stream';
import type { Purpose } from './meaning.ts';

/** One request, before its address and its token are added. */
export interface Call {
  readonly purpose: Purpose;
  readonly method: 'GET' | 'PATCH' | 'POST';
  /** Without the query; appears in messages. */
  readonly path: string;
  /** Percent-encoded; never appears in a message. */
  readonly query?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | Readable;
  readonly signal?: AbortSignal | undefined;
  /** Whether errors leave out the server's message, because it may quote a record. */
  readonly confidential?: boolean;
  /** Strings that no error may contain, even if the server echoes them. */
  readonly secrets?: readonly string[];
}
