import { Readable } from 'node:stream';
import {
  type Job,
  type JobPage,
  type RowOutcome,
  stringifyExact,
  type UploadFile,
} from '@rowferry/core';
import { queryOf, segment } from './address.ts';
import type { Call, CallOptions } from './call.ts';
import { compression } from './compression.ts';
import type { Connection } from './connection.ts';
import { readErrorList } from './error-list.ts';
import { jobOf, jobPageOf } from './job-answer.ts';
import { checkJobQuery, type JobListQuery } from './job-query.ts';
import { checkJobRequest, type JobRequest } from './job-request.ts';
import { pagesFrom } from './pages.ts';
import type { UploadBody } from './upload.ts';

/** The six operations on bulk jobs, and an iterator over all pages. Each call is one request. */
export interface Jobs {
  /**
   * Creates a job. A create or update stays `pending` until its file is uploaded; a delete starts
   * without a file. There is no idempotency key: if the answer is lost, the job may still exist.
   */
  create(request: JobRequest, options?: CallOptions): Promise<Job>;
  /**
   * Uploads the one CSV file of a `pending` job, which starts the job. The file is read from disk
   * while it is sent; where it is compressed, that is done first, in memory. Rejects with the file's own error if the file
   * cannot be read.
   */
  upload(id: string, file: UploadFile, options?: CallOptions): Promise<Job>;
  get(id: string, options?: CallOptions): Promise<Job>;
  /** One page of the tenant's jobs, including other programs' jobs. Default `pageSize`: 100, the maximum. */
  list(query?: JobListQuery, options?: CallOptions): Promise<JobPage>;
  /** Every page from `query.cursor` to the last, each job once. */
  pages(query?: JobListQuery, options?: CallOptions): AsyncIterable<JobPage>;
  /**
   * The job's error list, parsed while it arrives, so that its size does not matter. Integers beyond
   * 2^53 in a `record` are `bigint`, decimals that a double cannot represent are `ExactNumber`.
   */
  errors(id: string, options?: CallOptions): AsyncIterable<RowOutcome>;
  /** Cancels a job that is `accepted` or `pending`; Zuora refuses it in any other state. */
  cancel(id: string, options?: CallOptions): Promise<Job>;
}

/** What Zuora says of a job may quote a record of its file. */
const READ = { purpose: 'read', method: 'GET', confidential: true } as const;
const UPLOAD = { purpose: 'upload', method: 'POST', confidential: true } as const;
const CANCEL = { purpose: 'cancel', method: 'PATCH', confidential: true } as const;

export function jobsOf(connection: Connection, gzip: boolean | undefined): Jobs {
  const compressing = compression(gzip);
  const askJob = (call: Call): Promise<Job> => connection.ask(call, jobOf);

  async function list(query: JobListQuery = {}, options: CallOptions = {}): Promise<JobPage> {
    const checkedQuery = checkJobQuery(query);
    const asked = queryOf({ ...checkedQuery });
    const call = { ...READ, path: '/objects/jobs', query: asked, ...options };
    return await connection.ask(call, (body, answer) => jobPageOf(body, answer, checkedQuery));
  }

  return {
    list,

    async create(request, options = {}) {
      return askJob({
        purpose: 'create',
        method: 'POST',
        path: '/objects/jobs',
        headers: { 'content-type': 'application/json' },
        body: stringifyExact(checkJobRequest(request)) ?? '',
        ...options,
      });
    },

    async upload(id, file, options = {}) {
      const sent = { ...UPLOAD, path: `${pathOf(id)}/files` };
      let body: UploadBody | undefined;
      try {
        body = await compressing.bodyOf(file, options.signal);
        const { headers, content } = body;
        const job = await askJob({ ...sent, ...options, headers, body: content });
        compressing.taken(body);
        return job;
      } catch (error) {
        options.signal?.throwIfAborted();
        body?.throwIfUnreadable();
        throw compressing.failed(error, body);
      } finally {
        if (body?.content instanceof Readable) body.content.destroy();
      }
    },

    async get(id, options = {}) {
      return askJob({ ...READ, path: pathOf(id), ...options });
    },

    pages(query = {}, options = {}) {
      return pagesFrom(query, (next) => list(next, options));
    },

    errors(id, options = {}) {
      const call = { ...READ, path: `${pathOf(id)}/errors`, ...options };
      return readErrorList(() => connection.open(call));
    },

    async cancel(id, options = {}) {
      return askJob({ ...CANCEL, path: `${pathOf(id)}/cancel`, ...options });
    },
  };
}

function pathOf(id: string): string {
  return `/objects/jobs/${segment('id', id)}`;
}
