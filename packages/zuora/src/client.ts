import type { CallOptions } from './call.ts';
import { connect } from './connection.ts';
import { type Definitions, definitionsOf } from './definitions.ts';
import { type Jobs, jobsOf } from './jobs.ts';
import { checkClientOptions, type ZuoraClientOptions } from './options.ts';
import { type Records, recordsOf } from './records.ts';

/**
 * A client of one tenant. Every call sends its request once: it never sends a failing request again
 * and never sleeps. A request that fails rejects with a `TargetError`, whose `failure` says whether
 * it was never sent, was refused, or may have been processed. An abort rejects with the signal's
 * reason.
 */
export interface ZuoraClient {
  readonly jobs: Jobs;
  readonly records: Records;
  readonly definitions: Definitions;
  /**
   * Which tenant this is: by the scope of the token, whoever logs in; by its address, where the token is given
   * or has no scope.
   */
  identity(options?: CallOptions): Promise<string>;
}

/** Creates a client. Opens no connection yet. Invalid options are a `TypeError`. */
export function zuoraClient(options: ZuoraClientOptions): ZuoraClient {
  const checked = checkClientOptions(options);
  const connection = connect(checked);
  return {
    jobs: jobsOf(connection, checked.gzip),
    records: recordsOf(connection, checked.baseUrl),
    definitions: definitionsOf(connection),
    identity: connection.identity,
  };
}
