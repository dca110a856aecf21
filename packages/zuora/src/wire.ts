import type { Job, JobPage, RowError } from '@rowferry/core';

/** A JSON object whose fields have not been checked. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The fields of `T`; those that may be `undefined` are optional. */
type Present<T> = {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K];
} & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The same object without the fields that are `undefined`. */
export function present<T extends object>(fields: T): Present<T> {
  const kept: Record<string, unknown> = {};
  for (const key in fields) if (fields[key] !== undefined) kept[key] = fields[key];
  return kept as Present<T>;
}

export function objectOf(value: unknown): JsonObject | undefined {
  return isObject(value) ? value : undefined;
}

/** Exact numbers are objects, too, but not plain ones. */
function isObject(value: unknown): value is JsonObject {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.getPrototypeOf(value) === Object.prototype
  );
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function listOf(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

export function integerOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

/** An error code of Zuora: a number, which may be sent as a string, or a word. */
export function codeOf(value: unknown): number | string | undefined {
  return integerOf(value) ?? (value === '' ? undefined : textOf(value));
}

export interface ApiError {
  readonly code?: number | string;
  readonly message?: string;
}

/**
 * The code and message of an error body, in any of Zuora's shapes: `{code, message}`, the same with
 * `details`, `{success: false, reasons: [{code, message}]}`, `{reasons}`, a gateway's
 * `{status, error, message, path}`, or OAuth's `{error, error_description}`.
 */
export function apiErrorOf(body: unknown): ApiError {
  const outer = objectOf(body);
  if (outer === undefined) return {};
  const reason = objectOf(listOf(outer['reasons'])?.[0]) ?? outer;
  const code = codeOf(reason['code']);
  const words = [reason['message'], outer['error_description'], outer['error']];
  return present({ code, message: words.find((word) => typeof word === 'string') });
}

/** Whether a 2xx body contains an error: before version 2024-05-20, Zuora sent errors with status 200. */
export function carriesError(body: JsonObject): boolean {
  return (
    body['success'] === false ||
    listOf(body['reasons']) !== undefined ||
    codeOf(body['code']) !== undefined
  );
}

/** The job in an answer; `undefined` if it has no `Id`. */
export function jobOf(
  value: unknown,
  facts: { readonly requestId?: string; readonly answeredAt?: number },
): Job | undefined {
  const body = objectOf(value);
  const id = textOf(body?.['Id']);
  if (body === undefined || id === undefined || id === '') return undefined;
  const error = objectOf(body['error']);
  return present({
    id,
    status: textOf(body['status']) ?? '',
    object: textOf(body['object']) ?? '',
    operation: textOf(body['operation']) ?? '',
    createdById: textOf(body['CreatedById']),
    createdDate: textOf(body['CreatedDate']),
    updatedDate: textOf(body['UpdatedDate']),
    recordsProcessed: numberOf(body['recordsProcessed']),
    processingTimeMs: numberOf(body['processingTime']),
    error: error && present({ code: codeOf(error['code']), message: textOf(error['message']) }),
    requestId: facts.requestId,
    answeredAt: facts.answeredAt,
  });
}

/** An item of an error list, without the fields that are missing or have a wrong type. */
export function rowErrorOf(item: unknown): RowError {
  const error = objectOf(item);
  if (error === undefined) return {};
  return present({
    row: integerOf(error['row']),
    code: codeOf(error['code']),
    message: textOf(error['message']),
    record: objectOf(error['record']),
  });
}

/**
 * A page of jobs. It has no cursor if it is the last one: it has fewer jobs than requested, no jobs
 * at all, or no new cursor. `undefined` if the body is not such a page: a job that this left out
 * would count as missing.
 */
export function jobPageOf(
  body: JsonObject,
  facts: { readonly requestId?: string; readonly answeredAt?: number },
  query: { readonly pageSize: number; readonly cursor?: string | undefined },
): JobPage | undefined {
  const jobs = listOf(body['jobs'])?.map((job) => jobOf(job, facts));
  if (jobs === undefined || !jobs.every((job) => job !== undefined)) return undefined;
  const cursor = textOf(body['cursor']);
  const count = integerOf(body['count']) ?? jobs.length;
  const isLast = count < query.pageSize || jobs.length === 0 || cursor === query.cursor;
  return present({
    jobs,
    cursor: isLast || cursor === '' ? undefined : cursor,
    answeredAt: facts.answeredAt,
  });
}
