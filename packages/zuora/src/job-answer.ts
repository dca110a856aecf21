import type { Job, JobError, JobPage, RowOutcome } from '@rowferry/core';
import type { ApiResponse } from './api-response.ts';
import { jobStateOf } from './job-state.ts';
import { jobMeaningOf, rowMeaningOf } from './meaning.ts';
import {
  codeOf,
  integerOf,
  type JsonObject,
  listOf,
  numberOf,
  objectOf,
  present,
  textOf,
} from './wire.ts';

/** What reading an answer needs beside its body. */
type Answered = Pick<ApiResponse, 'facts' | 'hide'>;

/** The job in an answer (docs/zuora-api.md, section 1.8); `undefined` if it has no `Id`. */
export function jobOf(value: unknown, { facts, hide }: Answered): Job | undefined {
  const body = objectOf(value);
  const id = textOf(body?.['Id']);
  if (body === undefined || id === undefined || id === '') return undefined;
  const error = objectOf(body['error']);
  const said = (name: string) => {
    const text = textOf(body[name]);
    return text && hide(text);
  };
  const status = said('status') ?? '';
  return present({
    id: hide(id),
    ...jobStateOf(status),
    status,
    object: said('object') ?? '',
    operation: said('operation') ?? '',
    createdBy: said('CreatedById'),
    createdAt: said('CreatedDate'),
    updatedAt: said('UpdatedDate'),
    recordsProcessed: numberOf(body['recordsProcessed']),
    processingTimeMs: numberOf(body['processingTime']),
    error: error && jobErrorOf(error, hide),
    requestId: facts.requestId && hide(facts.requestId),
    answeredAt: facts.answeredAt,
  });
}

/** `undefined` for an error that says nothing. */
function jobErrorOf(body: JsonObject, hide: Answered['hide']): JobError | undefined {
  const message = textOf(body['message']);
  const error = present({ code: codeIn(body, hide), message: message && hide(message) });
  if (!error.code && !error.message) return undefined;
  return { meaning: jobMeaningOf(error), ...error };
}

function codeIn({ code }: JsonObject, hide: Answered['hide']): number | string | undefined {
  const found = codeOf(code);
  return typeof found === 'string' ? hide(found) : found;
}

/**
 * A page of jobs. It has no cursor if it is the last one: it has fewer jobs than requested, no jobs
 * at all, or no new cursor (docs/zuora-api.md, section 1.3). `undefined` if the body is not such a
 * page: a job that this left out would count as missing.
 */
export function jobPageOf(
  body: JsonObject,
  answer: Answered,
  query: { readonly pageSize: number; readonly cursor?: string | undefined },
): JobPage | undefined {
  const jobs = listOf(body['jobs'])?.map((job) => jobOf(job, answer));
  if (jobs === undefined || !jobs.every((job) => job !== undefined)) return undefined;
  const cursor = textOf(body['cursor']);
  const count = integerOf(body['count']) ?? jobs.length;
  const isLast = count < query.pageSize || jobs.length === 0 || cursor === query.cursor;
  return present({
    jobs,
    cursor: isLast || cursor === '' ? undefined : cursor,
    answeredAt: answer.facts.answeredAt,
  });
}

/** An item of an error list (docs/zuora-api.md, section 2), without missing fields and wrong types. */
export function rowErrorOf(item: unknown, hide: Answered['hide']): RowOutcome {
  const error = objectOf(item);
  if (error === undefined) return {};
  const message = textOf(error['message']);
  const said = present({ code: codeIn(error, hide), message: message && hide(message) });
  return present({
    meaning: rowMeaningOf(said),
    row: integerOf(error['row']),
    ...said,
    record: objectOf(error['record']),
  });
}
