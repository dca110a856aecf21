import type { Job, JobError, JobPage, RowOutcome } from '@rowferry/core';
import type { ApiResponse } from './api-response.ts';
import { isKnownStatus, jobStateOf } from './job-state.ts';
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

/** A user's id, with dashes or without. No other text in its place identifies a login for certain. */
const USER_ID = /^[\da-f]{8}-?(?:[\da-f]{4}-?){3}[\da-f]{12}$/i;
/** Of which characters Zuora writes dates. */
const DATE = /^\d{4}-\d\d-\d\d[\d :.TZ+-]*$/;
const OPERATIONS: readonly string[] = ['create', 'update', 'delete'];

/**
 * The job in an answer (docs/zuora-api.md, section 1.8); `undefined` if it has no `Id`. Nothing that is compared or
 * sent back is rewritten, even if the server repeats the login in it: the id, the object, and the documented words.
 */
export function jobOf(value: unknown, { facts, hide }: Answered): Job | undefined {
  const body = objectOf(value);
  const id = textOf(body?.['Id']);
  if (body === undefined || id === undefined || id === '') return undefined;
  const error = objectOf(body['error']);
  const status = textOf(body['status']) ?? '';
  const operation = textOf(body['operation']) ?? '';
  return present({
    id,
    ...jobStateOf(status),
    status: isKnownStatus(status) ? status : hide(status),
    object: textOf(body['object']) ?? '',
    operation: OPERATIONS.includes(operation) ? operation : hide(operation),
    createdBy: userOf(body['CreatedById'], hide),
    createdAt: dateOf(body['CreatedDate']),
    updatedAt: dateOf(body['UpdatedDate']),
    recordsProcessed: numberOf(body['recordsProcessed']),
    processingTimeMs: numberOf(body['processingTime']),
    error: error && jobErrorOf(error, hide),
    requestId: facts.requestId && hide(facts.requestId),
    answeredAt: facts.answeredAt,
  });
}

/**
 * `undefined` if it is no id and repeats the login: what remains of it could be compared with no record, and who
 * created the job is then not known.
 */
function userOf(value: unknown, hide: Answered['hide']): string | undefined {
  const user = textOf(value);
  const isHarmless = user === undefined || USER_ID.test(user) || hide(user) === user;
  return isHarmless ? user : undefined;
}

/** `undefined` for what is no date. */
function dateOf(value: unknown): string | undefined {
  const date = textOf(value);
  return date !== undefined && DATE.test(date) ? date : undefined;
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
