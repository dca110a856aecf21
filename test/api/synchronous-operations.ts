import { z } from 'zod';
import { type Operation, refusal, storedRecord, text, uuid } from './operations.ts';

/** `CustomObjectRecordWithOnlyCustomFields`: no system field, and no other. */
const customFields = z.record(
  z.string().endsWith('__c'),
  z.union([text, z.number(), z.boolean(), z.null(), z.array(text)]),
);
const detail = z.strictObject({
  code: z.int(),
  message: text,
  record: z.looseObject({}).optional(),
});
const detailed = (code: number, message: string) =>
  z.strictObject({
    code: z.literal(code),
    message: z.literal(message),
    details: z.array(detail).min(1),
  });
const invalidRecord = refusal(710125);
/** Of a request, or of each of its records. */
const invalid = z.union([
  invalidRecord,
  detailed(71012520, 'Unabled to create object records due to invalid request.'),
]);
const someInvalid = detailed(
  71012520,
  'Request contains invalid record that failed validation against the object schema.',
);
const trouble = detailed(71012561, 'Unabled to create object records, please try again later.');
const unauthorized = z.strictObject({
  code: z.union([z.literal(71012513), z.literal(71012514), z.literal(71012515)]),
  message: z.literal('Unauthorized to process object record.'),
  details: z.array(detail).length(1),
});
const noObject = refusal(710126);
const noRecord = refusal(710125, 710126);

const one = {
  section: '7.2',
  path: '/objects/records/default/{object}/{id}',
} as const;

/** The synchronous calls on records, which only the simulator knows: the client has no use for them. */
export const synchronousOperations = {
  insert: {
    section: '7.2',
    method: 'POST',
    path: '/objects/records/default/{object}',
    contentType: 'application/json',
    body: z.strictObject({
      records: z.array(customFields).min(1).max(1000),
      allowPartialSuccess: z.boolean().optional(),
    }),
    answers: {
      200: z.strictObject({ records: z.array(storedRecord), error: someInvalid.optional() }),
      400: invalid,
      401: unauthorized,
      404: noObject,
      500: trouble,
    },
  },
  batch: {
    section: '7.2',
    method: 'POST',
    path: '/objects/batch/default/{object}',
    contentType: 'application/json',
    body: z.strictObject({
      action: z.union([
        z.strictObject({ type: z.literal('delete'), ids: z.array(uuid).min(1).max(1000) }),
        z.strictObject({
          type: z.literal('update'),
          records: z.record(uuid, customFields),
          allowPartialSuccess: z.boolean().optional(),
        }),
      ]),
    }),
    answers: {
      200: z.strictObject({ error: someInvalid.optional() }),
      400: invalid,
      401: unauthorized,
      404: noObject,
      500: trouble,
    },
  },
  read: {
    ...one,
    method: 'GET',
    answers: { 200: storedRecord, 400: invalidRecord, 403: refusal(710125), 404: noRecord },
  },
  replace: {
    ...one,
    method: 'PUT',
    contentType: 'application/json',
    body: customFields,
    answers: {
      200: storedRecord,
      400: invalid,
      403: refusal(710125),
      404: noRecord,
      412: refusal(710125),
      500: trouble,
    },
  },
  patch: {
    ...one,
    method: 'PATCH',
    contentType: 'application/merge-patch+json',
    body: customFields,
    answers: {
      200: storedRecord,
      400: invalid,
      403: refusal(710125),
      404: noRecord,
      500: trouble,
    },
  },
  remove: {
    ...one,
    method: 'DELETE',
    answers: {
      200: z.string().regex(/^\/objects\/records\/default\/\w+\/[0-9a-f-]{36}$/),
      400: invalidRecord,
      403: refusal(710125),
      404: noObject,
    },
  },
} as const satisfies Readonly<Record<string, Operation>>;
