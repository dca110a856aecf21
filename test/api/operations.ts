import { z } from 'zod';

/**
 * The operations that the client uses, as docs/zuora-api.md describes them: the side of a request and the side of
 * an answer. It is written from that page, so that neither the client nor the simulator is the measure of the other.
 */
export interface Operation {
  /** The section of docs/zuora-api.md. */
  readonly section: string;
  readonly method: 'DELETE' | 'GET' | 'PATCH' | 'POST' | 'PUT';
  /** `{id}` is a UUID, `{object}` a name. */
  readonly path: string;
  /** Each parameter, as text; each may be given once. */
  readonly query?: z.ZodObject;
  readonly contentType?: string;
  /** Of the decoded body: an object for JSON and for a form, a text for CSV. */
  readonly body?: z.ZodType;
  /** By status. */
  readonly answers: Readonly<Record<number, z.ZodType>>;
  /** The headers of every answer, whatever its status. Default: `answerHeaders`. */
  readonly answerHeaders?: z.ZodObject;
}

export const uuid: z.ZodUUID = z.uuid();
export const text: z.ZodString = z.string().min(1);
const count = z.int().min(0);
const numeral = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/)
    .refine((digits) => Number(digits) >= least && Number(digits) <= most);

/** Samples have ids of users with and without dashes. */
const user = z.string().regex(/^[0-9a-f]{8}(-?)(?:[0-9a-f]{4}\1){3}[0-9a-f]{12}$/);
const systemFields = {
  Id: uuid,
  CreatedById: user,
  CreatedDate: z.iso.datetime(),
  UpdatedById: user,
  UpdatedDate: z.iso.datetime(),
};
const problem = z.strictObject({ code: z.int(), message: text });
/** An error whose code has these first six digits, which name what it is about. */
export const refusal = (...resources: number[]): z.ZodType =>
  problem.refine(
    ({ code }) => resources.includes(Math.floor(code / 100)),
    'an error of another kind',
  );

/** Of section 6.1, of a token that is not or no longer valid. */
const unauthorized = z.strictObject({
  success: z.literal(false),
  reasons: z.array(z.strictObject({ code: z.literal('90000011'), message: text })),
});

const statusWord = z.enum([
  'accepted',
  'pending',
  'in_progress',
  'completed',
  'failed',
  'cancelled',
]);
const operationWord = z.enum(['create', 'update', 'delete']);
const namespace = z.enum(['default', 'com_zuora']);
const job = z.strictObject({
  ...systemFields,
  namespace,
  object: text,
  operation: operationWord,
  status: statusWord,
  processingTime: count,
  recordsProcessed: count,
  error: problem.optional(),
});

const condition = z.strictObject({
  field: text,
  operator: z.enum(['EQ', 'GT', 'LT', 'GE', 'LE']),
  value: z.union([text, z.number(), z.boolean()]),
});
export const storedRecord: z.ZodType = z.looseObject({ ...systemFields, type: text });
const property = z.looseObject({ type: text, origin: z.enum(['custom', 'system']) });
const schema = z.looseObject({
  object: text,
  label: text,
  type: z.literal('object'),
  properties: z.record(text, property),
  required: z.array(text),
  filterable: z.array(text),
  unique: z.array(text),
});

const requestIdHeaders = {
  'content-type': z.string().regex(/^application\/json\b/),
  'zuora-request-id': z.string().length(36),
};
/** Of section 1.1. */
export const answerHeaders: z.ZodObject = z.looseObject({
  ...requestIdHeaders,
  'ratelimit-limit': text,
  'ratelimit-remaining': numeral(0, Number.MAX_SAFE_INTEGER),
  'ratelimit-reset': numeral(0, 86_400),
});
/** Of section 6.1, which has none of the three above. */
const tokenAnswerHeaders = z.looseObject({
  ...requestIdHeaders,
  // A refusal has no body.
  'content-type': requestIdHeaders['content-type'].optional(),
  'x-ratelimit-limit-minute': numeral(1, Number.MAX_SAFE_INTEGER),
  'x-ratelimit-remaining-minute': numeral(0, Number.MAX_SAFE_INTEGER),
  'ratelimit-limit': z.never().optional(),
  'ratelimit-remaining': z.never().optional(),
  'ratelimit-reset': z.never().optional(),
});

export const operations = {
  token: {
    section: '6.1',
    method: 'POST',
    path: '/oauth/token',
    contentType: 'application/x-www-form-urlencoded',
    body: z.strictObject({
      client_id: z.string().length(36),
      client_secret: z.string().min(1).max(42),
      grant_type: z.literal('client_credentials'),
    }),
    answers: {
      200: z.strictObject({
        access_token: text,
        token_type: z.literal('bearer'),
        expires_in: z.number(),
        scope: z.string().regex(/^user\.\S+(?: entity\.\S+)+ tenant\.\S+$/),
        jti: text,
      }),
      // Without a declared body.
      429: z.undefined(),
    },
    answerHeaders: tokenAnswerHeaders,
  },
  create: {
    section: '1.2',
    method: 'POST',
    path: '/objects/jobs',
    contentType: 'application/json',
    body: z
      .strictObject({
        operation: operationWord,
        object: text,
        namespace,
        filter: z.strictObject({ conditions: z.array(condition).min(1).max(2) }).optional(),
      })
      .refine(({ operation, filter }) => (operation === 'delete') === (filter !== undefined)),
    answers: {
      200: job,
      400: refusal(710130, 710132, 710133, 710135),
      401: unauthorized,
      403: refusal(710125),
    },
  },
  list: {
    section: '1.3',
    method: 'GET',
    path: '/objects/jobs',
    query: z.strictObject({
      pageSize: numeral(1, 100).optional(),
      cursor: text.optional(),
      status: statusWord.optional(),
    }),
    answers: {
      200: z.strictObject({ jobs: z.array(job), count, cursor: uuid.optional() }),
      403: refusal(710125),
    },
  },
  get: {
    section: '1.4',
    method: 'GET',
    path: '/objects/jobs/{id}',
    answers: { 200: job, 403: refusal(710125), 404: refusal(710130) },
  },
  upload: {
    section: '1.5',
    method: 'POST',
    path: '/objects/jobs/{id}/files',
    contentType: 'text/csv',
    body: text,
    answers: {
      200: job,
      400: refusal(710134, 710136, 710137),
      403: refusal(710125),
      404: refusal(710130),
    },
  },
  errors: {
    section: '2',
    method: 'GET',
    path: '/objects/jobs/{id}/errors',
    answers: {
      200: z.strictObject({
        errors: z.array(
          z.strictObject({
            row: z.int().min(2).optional(),
            code: z.int().optional(),
            message: z.string().optional(),
            record: z.looseObject({}).optional(),
          }),
        ),
      }),
      403: refusal(710125),
      404: refusal(710130),
    },
  },
  cancel: {
    section: '1.7',
    method: 'PATCH',
    path: '/objects/jobs/{id}/cancel',
    answers: { 200: job, 400: refusal(710136), 403: refusal(710125), 404: refusal(710130) },
  },
  describe: {
    section: '7.1',
    method: 'GET',
    path: '/objects/definitions/default/{object}',
    answers: {
      200: z.strictObject({ ...systemFields, type: text, schema }),
      403: refusal(710125),
      404: refusal(710000),
    },
  },
  find: {
    section: '7.2',
    method: 'GET',
    path: '/objects/records/default/{object}',
    query: z
      .strictObject({
        q: z.string().optional(),
        ids: uuid.optional(),
        pageSize: numeral(1, 1000).optional(),
        cursor: uuid.optional(),
      })
      .refine(({ cursor, pageSize }) => cursor === undefined || pageSize !== undefined),
    answers: {
      200: z.strictObject({ records: z.array(storedRecord), count, cursor: uuid.optional() }),
      400: refusal(710127),
      403: refusal(710125),
      404: refusal(710126),
    },
  },
} as const satisfies Readonly<Record<string, Operation>>;

export type OperationName = keyof typeof operations;

/** Of section 1.1, and what HTTP itself adds. */
export const requestHeaders: z.ZodObject = z.strictObject({
  authorization: z
    .string()
    .regex(/^Bearer \S+$/)
    .optional(),
  'zuora-version': text.optional(),
  'zuora-track-id': z
    .string()
    .max(64)
    .regex(/^[ -~]*$/)
    .regex(/^[^:;"']*$/)
    .optional(),
  'zuora-entity-ids': uuid.optional(),
  'zuora-org-ids': z
    .string()
    .regex(/^[^\s,]+(?:, *[^\s,]+)*$/)
    .optional(),
  accept: z.literal('application/json').optional(),
  'accept-encoding': z.literal('gzip').optional(),
  'content-encoding': z.literal('gzip').optional(),
  'content-type': text.optional(),
  'content-length': numeral(0, 15_000_000).optional(),
  host: text,
  connection: text.optional(),
});
