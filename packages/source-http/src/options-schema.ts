import { constants } from 'node:buffer';
import { checkOptions, isExposed, named } from '@rowferry/core/internal';
import type { Dispatcher } from 'undici';
import { z } from 'zod';
import type { HttpOptions } from './options.ts';
import { answerPathsOf, isInBody } from './paging-kind.ts';
import type { Paging } from './paging-options.ts';
import { pagingSchema } from './paging-schema.ts';

const RECORD_BYTES_MAX_DEFAULT = 64 * 1024 * 1024;
const PAGE_BYTES_MAX_DEFAULT = 4 * 1024 * 1024 * 1024;

const address = z
  .string()
  .refine(isHttpUrl, 'expected an http or https address')
  .refine(hasNoLogin, 'expected an address without login; use `username` and `password`');
const headerName = z.string().regex(/^[!#$%&'*+.^_`|~\w-]+$/, 'expected the name of a header');
const headerValue = z.string().regex(/^[\t -~]*$/, 'expected printable ASCII');
const origin = z.string().refine(isOrigin, 'expected an origin');
const seconds = z.number().positive().max(86_400);

const optionsSchema = z
  .strictObject({
    url: z.union([address, z.array(address).min(1)], {
      error: 'expected an http or https address without login, or a list of them',
    }),
    method: z.enum(['GET', 'POST']).default('GET'),
    headers: named(headerName, headerValue).default({}),
    query: named(z.string(), z.union([z.string(), z.number(), z.bigint(), z.boolean()])).default(
      {},
    ),
    body: z.unknown().optional(),
    token: z
      .string()
      .regex(/^[!-~]+$/, 'expected visible ASCII without space')
      .optional(),
    username: z
      .string()
      .regex(/^[^:]*$/, 'expected no colon')
      .optional(),
    password: z.string().optional(),
    format: z.enum(['json', 'jsonl']).default('json'),
    records: z.string().min(1).optional(),
    recordsOptional: z.boolean().default(false),
    keyed: z
      .union([z.boolean(), z.string().min(1)], { error: 'expected `true`, `false` or a name' })
      .optional(),
    rowHeader: z
      .union([z.literal(true), z.string().min(1)], { error: 'expected `true` or a path' })
      .optional(),
    paging: pagingSchema.optional(),
    requestsPerSecond: z.number().positive().optional(),
    timeoutSeconds: seconds.default(60),
    attemptsMax: z.int().min(1).default(8),
    retryDeadlineSeconds: seconds.default(900),
    allowOrigins: z.array(origin).default([]),
    originAliases: z.array(origin).default([]),
    insecure: z.boolean().default(false),
    maxRecordBytes: z
      .int()
      .min(1)
      .max(constants.MAX_STRING_LENGTH)
      .default(RECORD_BYTES_MAX_DEFAULT),
    maxPageBytes: z.int().min(1).default(PAGE_BYTES_MAX_DEFAULT),
    dispatcher: z.custom<Dispatcher>(isDispatcher, 'expected an undici dispatcher').optional(),
  })
  .refine(
    ({ insecure, url, allowOrigins }) => insecure || ![url, allowOrigins].flat().some(isOpen),
    {
      message:
        'with http: everyone on the way can read logins and records; write https: in `url` and `allowOrigins`, or add `insecure: true`',
    },
  )
  .refine(({ method, body }) => method === 'POST' || body === undefined, {
    message: '`body` needs `method: POST`',
  })
  .refine(({ username, password }) => (username === undefined) === (password === undefined), {
    message: 'expected both `username` and `password`, or neither',
  })
  .refine(({ token, username }) => token === undefined || username === undefined, {
    message: 'expected either `token`, or `username` and `password`',
  })
  .refine(({ format, records }) => format === 'json' || records === undefined, {
    message: '`records` is for `format: json`; with `jsonl` every line is a record',
  })
  .refine(({ format, paging }) => format === 'json' || answerPathsOf(paging).length === 0, {
    message:
      '`at`, `more`, `done`, `total` and `pages` need `format: json`, where the answer can contain them',
  })
  .refine(
    ({ format, keyed, rowHeader }) =>
      format === 'json' || (keyed === undefined && rowHeader === undefined),
    { message: '`keyed` and `rowHeader` need `format: json`' },
  )
  .refine(({ keyed, rowHeader }) => keyed === undefined || rowHeader === undefined, {
    message: 'expected either `keyed` or `rowHeader`',
  })
  .refine(({ rowHeader, paging }) => rowHeader !== true || paging === undefined, {
    message: '`rowHeader: true` is for one page; with `paging`, expected the path of the names',
  })
  .refine(({ records, recordsOptional }) => !recordsOptional || records !== undefined, {
    message: '`recordsOptional` needs `records`',
  })
  .refine(
    ({ paging, method, body }) =>
      !hasNextBody(paging) || (method === 'POST' && typeof body !== 'string'),
    { message: '`paging.nextBody` needs `method: POST`, and a `body` that is no text' },
  )
  .refine(
    ({ paging, method, body }) => !isInBody(paging) || (method === 'POST' && isJsonBody(body)),
    {
      message: '`paging.in: body` needs `method: POST`, and a `body` that is an object or absent',
    },
  );

/** Options that have a default. */
type Filled =
  | ('method' | 'headers' | 'query' | 'format' | 'recordsOptional' | 'timeoutSeconds')
  | ('attemptsMax' | 'retryDeadlineSeconds' | 'allowOrigins' | 'originAliases')
  | ('maxRecordBytes' | 'maxPageBytes');

/** Valid options of `http`, with all defaults filled in. */
export type CheckedOptions = Omit<HttpOptions, Filled> & {
  readonly [Name in Filled]-?: NonNullable<HttpOptions[Name]>;
};

/** Throws a `TypeError` if the options are invalid. */
export function checkedOptions(given: unknown): CheckedOptions {
  return checkOptions('http', optionsSchema, given);
}

function hasNextBody(paging: Paging | undefined): boolean {
  return paging?.by === 'cursor' && paging.nextBody !== undefined;
}

function isJsonBody(body: unknown): boolean {
  return body === undefined || (typeof body === 'object' && body !== null && !Array.isArray(body));
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function isOpen(text: string): boolean {
  return isHttpUrl(text) && isExposed(new URL(text));
}

function hasNoLogin(text: string): boolean {
  return !URL.canParse(text) || new URL(text).username + new URL(text).password === '';
}

function isOrigin(text: string): boolean {
  return isHttpUrl(text) && new URL(text).href === `${new URL(text).origin}/`;
}

function isDispatcher(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'dispatch' in value &&
    typeof value.dispatch === 'function'
  );
}
