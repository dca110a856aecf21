import type { Job, JobPage, JobQuery, RowError, UploadFile } from '@rowferry/core';
import { queryOf, segment } from './address.ts';
import type { Call } from './call.ts';
import type { CallOptions, Connection } from './connection.ts';
import { readErrorList } from './error-list.ts';
import { checkJobQuery, checkJobRequest, type JobRequest } from './job-request.ts';
import { pagesFrom } from './pages.ts';
import { uploadBody } from './upload.ts';
import { jobOf, jobPageOf } from './wire.ts';

/** The six operations on bulk jobs, and a walk over all of them. Each call is one request. */
export interface Jobs {
  /**
   * Creates a job. A create or update waits as `pending` for its file; a delete starts by itself.
   * There is no idempotency key: a create whose answer was lost may have left a job behind.
   */
  create(request: JobRequest, options?: CallOptions): Promise<Job>;
  /**
   * Uploads the one CSV file of a `pending` job, which starts it. The file is read from disk as it
   * is sent. Rejects with the file's own error where reading it fails.
   */
  upload(id: string, file: UploadFile, options?: CallOptions): Promise<Job>;
  get(id: string, options?: CallOptions): Promise<Job>;
  /** One page of the tenant's jobs, other programs' included. Default `pageSize`: 100, the most. */
  list(query?: JobQuery, options?: CallOptions): Promise<JobPage>;
  /** Page after page from `query.cursor` on, each job once, up to the last page. */
  pages(query?: JobQuery, options?: CallOptions): AsyncIterable<JobPage>;
  /**
   * The job's error list, parsed as it arrives, so that its size does not matter. Integers beyond
   * 2^53 in a `record` come as `bigint`, decimals that a double cannot carry as `ExactNumber`.
   */
  errors(id: string, options?: CallOptions): AsyncIterable<RowError>;
  /** Cancels a job that is `accepted` or `pending`; Zuora refuses it in any other state. */
  cancel(id: string, options?: CallOptions): Promise<Job>;
}

export function jobsOf(connection: Connection, gzip: boolean): Jobs {
  async function askJob(call: Call): Promise<Job> {
    const { body, answer } = await connection.ask(call);
    const job = jobOf(body, answer.facts);
    if (job === undefined) throw answer.failed('refused', body);
    return job;
  }

  async function list(query: JobQuery = {}, { signal }: CallOptions = {}): Promise<JobPage> {
    const asked = checkJobQuery(query);
    const call: Call = {
      method: 'GET',
      path: '/objects/jobs',
      query: queryOf({ ...asked }),
      signal,
    };
    const { body, answer } = await connection.ask(call);
    const page = jobPageOf(body, answer.facts, asked);
    if (page === undefined) throw answer.failed('lost', body);
    return page;
  }

  return {
    list,

    async create(request, { signal } = {}) {
      return askJob({
        method: 'POST',
        path: '/objects/jobs',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(checkJobRequest(request)),
        signal,
      });
    },

    async upload(id, file, { signal } = {}) {
      const path = `${pathOf(id)}/files`;
      const { headers, stream, throwIfUnreadable } = uploadBody(file, gzip);
      try {
        return await askJob({ method: 'POST', path, headers, body: stream, signal });
      } catch (error) {
        signal?.throwIfAborted();
        throwIfUnreadable();
        throw error;
      } finally {
        stream.destroy();
      }
    },

    async get(id, { signal } = {}) {
      return askJob({ method: 'GET', path: pathOf(id), signal });
    },

    pages(query = {}, options = {}) {
      return pagesFrom(query, (next) => list(next, options));
    },

    errors(id, { signal } = {}) {
      const path = `${pathOf(id)}/errors`;
      return readErrorList(() => connection.open({ method: 'GET', path, signal }));
    },

    async cancel(id, { signal } = {}) {
      return askJob({ method: 'PATCH', path: `${pathOf(id)}/cancel`, signal });
    },
  };
}

function pathOf(id: string): string {
  return `/objects/jobs/${segment('id', id)}`;
}
