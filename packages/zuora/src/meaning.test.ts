import { describe, expect, it } from 'vitest';
import { apiErrorOf } from './api-error.ts';
import { classify, jobMeaningOf, type Purpose, rowMeaningOf } from './meaning.ts';

const BAD_CREATE = { code: 71013020, message: 'Bad Request' };
const BAD_FILE = { code: 71013620, message: 'Bad Request' };
const NO_LOGIN = { success: false, reasons: [{ code: '90000011', message: 'Unauthorized' }] };
const RATE = {
  reasons: [
    { code: 70, message: 'API Rate limit exceeded for the minute, retry after 600 seconds' },
  ],
};
const REQUESTS = {
  code: 'REQUEST_EXCEEDED_LIMIT',
  message:
    'Your total number of concurrent requests have exceeded the limit allowed by the system.',
};
const SERVICE_LIMIT = { code: 71012560, message: 'Service limit reached, please retry later.' };
const INTERNAL = { code: 71013060, message: 'Internal error.' };
const NOT_FOUND = { code: 71013040, message: 'Not Found.' };
const DENIED = { code: 71012514, message: 'User does not have permission.' };
const HTML = '<html>';
const GATEWAY = { timestamp: 1, status: 503, error: 'Unavailable', message: 'no', path: '/' };

/** The forms of docs/zuora-api.md, sections 1, 4, 6 and 8, and the likely ones where none is documented. */
const ANSWERS: readonly (readonly [Purpose, number, unknown, string])[] = [
  // A login
  ['read', 401, HTML, 'refused login'],
  ['create', 401, NO_LOGIN, 'refused login'],
  ['upload', 200, NO_LOGIN, 'refused login'],
  ['cancel', 400, NO_LOGIN, 'refused login'],
  ['token', 400, { error: 'invalid_client' }, 'refused login'],
  ['token', 403, HTML, 'refused login'],
  ['token', 404, HTML, 'refused login'],
  ['token', 401, { message: 'no' }, 'refused login'],
  ['token', 429, HTML, 'refused rate'],
  ['token', 503, HTML, 'lost passing'],
  ['token', 408, HTML, 'lost passing'],
  ['token', 400, { code: 50000070, message: 'limit' }, 'refused rate'],
  ['token', 200, HTML, 'lost other'],
  ['token', 400, { message: 'Too many requests with a wrong secret' }, 'refused login'],
  // Rate limits
  ['create', 429, RATE, 'refused rate'],
  ['create', 429, HTML, 'refused rate'],
  ['create', 200, RATE, 'refused rate'],
  ['create', 429, REQUESTS, 'refused rate'],
  [
    ...(['create', 429] as const),
    { reasons: [{ code: 70, message: 'API Rate limit exceeded for POST /objects/jobs' }] },
    'refused rate',
  ],
  ['create', 429, { message: 'Too many requests to /objects/jobs' }, 'refused rate'],
  [
    'upload',
    200,
    { code: 50000070, message: 'Request exceeded limit, retry later.' },
    'refused rate',
  ],
  ['upload', 200, RATE, 'refused rate'],
  ['upload', 400, { code: 71012570, message: 'Concurrent request limit exceeded' }, 'refused rate'],
  ['upload', 400, REQUESTS, 'refused rate'],
  ['read', 429, RATE, 'refused rate'],
  // A full tenant
  ['create', 400, BAD_CREATE, 'refused full'],
  ['create', 400, { code: 71013020, message: 'Too many concurrent jobs' }, 'refused full'],
  ['create', 429, { code: 71013070, message: 'Maximum of 5 jobs reached' }, 'refused full'],
  ['create', 409, { code: 71013050, message: 'Conflict' }, 'refused full'],
  ['create', 400, { code: 71013070, message: 'Try again' }, 'refused full'],
  ['create', 200, { success: false, reasons: [SERVICE_LIMIT] }, 'lost full'],
  ['create', 503, SERVICE_LIMIT, 'lost full'],
  ['create', 500, SERVICE_LIMIT, 'lost full'],
  ['upload', 400, BAD_CREATE, 'refused other'],
  ['create', 400, { code: 71013020, message: 'The object is not active' }, 'refused other'],
  ['create', 400, { code: 71013020, message: 'HTTP 400 Bad Request' }, 'refused full'],
  ['create', 400, { code: 71013020, message: 'Only 5 active jobs are allowed' }, 'refused full'],
  ['create', 409, { code: 71013020, message: 'Another job is in progress' }, 'refused full'],
  [
    ...(['create', 400] as const),
    { code: 71013020, message: 'You have exceeded the limit of 5 concurrent job requests' },
    'refused full',
  ],
  ['create', 400, { code: 71012521, message: 'Unknown field: limit' }, 'refused lasting'],
  ['create', 400, { code: 71013023, message: 'Name exceeds maximum length' }, 'refused other'],
  ['create', 404, { code: 71013040, message: 'Object not found: RateLimit' }, 'refused missing'],
  // Gateways, which may answer after the tenant has acted
  ['create', 504, { error: 'upstream request timeout' }, 'lost passing'],
  ['create', 502, { code: 'BAD_GATEWAY' }, 'lost passing'],
  ['create', 502, { code: 1020, message: 'error' }, 'lost passing'],
  ['create', 503, { code: 14, message: 'upstream connect error' }, 'lost passing'],
  ['upload', 504, { code: 4, message: 'deadline exceeded', details: [] }, 'lost passing'],
  ['cancel', 503, { code: 71013650, message: 'Locked' }, 'lost passing'],
  ['create', 503, { code: 503, message: 'HTTP 503 Service Unavailable' }, 'lost passing'],
  ['create', 200, { code: 500, message: 'HTTP 500 Internal Server Error' }, 'lost passing'],
  ['upload', 200, { code: 503, message: 'HTTP 503 Service Unavailable' }, 'lost passing'],
  ['upload', 200, { code: 401, message: 'HTTP 401 Unauthorized' }, 'refused login'],
  ['read', 200, { code: 404, message: 'HTTP 404 Not Found' }, 'refused missing'],
  ['create', 200, { error: 'invalid_client' }, 'lost other'],
  // What passes, and may have been done
  ['create', 500, INTERNAL, 'lost passing'],
  ['create', 400, INTERNAL, 'lost passing'],
  ['create', 200, { code: 71012561 }, 'lost passing'],
  ['create', 502, HTML, 'lost passing'],
  ['create', 503, GATEWAY, 'lost passing'],
  ['create', 408, HTML, 'lost passing'],
  [
    'upload',
    200,
    { code: 71012560, message: 'Too many requests are being processed' },
    'lost passing',
  ],
  ['upload', 503, SERVICE_LIMIT, 'lost passing'],
  ['read', 500, INTERNAL, 'lost passing'],
  ['read', 409, { code: 71013050, message: 'Conflict' }, 'refused passing'],
  // Answers without what was asked for
  ['create', 200, {}, 'lost other'],
  ['create', 200, { success: true }, 'lost other'],
  ['create', 200, { success: false }, 'lost other'],
  ['create', 200, { reasons: [] }, 'lost other'],
  ['upload', 200, HTML, 'lost other'],
  ['create', 301, HTML, 'lost other'],
  ['create', 400, HTML, 'lost other'],
  ['cancel', 200, { status: 'pending' }, 'lost other'],
  ['read', 200, {}, 'lost other'],
  ['read', 301, HTML, 'refused other'],
  // Files
  ['upload', 413, HTML, 'refused too-large'],
  ['upload', 400, { code: 71013620, message: 'File is too large' }, 'refused too-large'],
  ['upload', 400, { code: 71013620, message: 'more than 50000 rows' }, 'refused too-large'],
  [
    'upload',
    200,
    { code: 71013620, message: 'exceeds the maximum size of 15 MB' },
    'refused too-large',
  ],
  ['upload', 400, { code: 71013620, message: 'Request body exceeds 15 MB' }, 'refused too-large'],
  ['create', 413, HTML, 'refused other'],
  ['upload', 400, BAD_FILE, 'refused other'],
  ['upload', 400, { code: 71013721, message: 'Unknown header' }, 'refused lasting'],
  ['upload', 400, { code: 71013721, message: 'Too many headers in file' }, 'refused lasting'],
  ['upload', 403, { code: 71012514, message: 'upload files; records limit' }, 'refused lasting'],
  ['upload', 400, { code: 71013620, message: 'more columns than the maximum' }, 'refused other'],
  ['upload', 400, { code: 71013620, message: 'Request throttled' }, 'refused rate'],
  // What does not exist, and what is not allowed
  ['read', 403, { code: 71012514, message: 'Permission not found for user' }, 'refused lasting'],
  ['read', 404, NOT_FOUND, 'refused missing'],
  ['read', 404, HTML, 'refused missing'],
  ['read', 200, { success: false, reasons: [NOT_FOUND] }, 'refused missing'],
  ['upload', 404, NOT_FOUND, 'refused missing'],
  ['cancel', 200, { reasons: [{ code: 'ObjectNotFound' }] }, 'refused missing'],
  ['create', 403, DENIED, 'refused lasting'],
  ['create', 403, HTML, 'refused lasting'],
  ['create', 200, DENIED, 'refused lasting'],
  ['upload', 415, { code: 415, message: 'HTTP 415 Unsupported Media Type' }, 'refused lasting'],
  ['read', 400, { code: 71012720, message: 'Field [x] is not filterable' }, 'refused lasting'],
  ['read', 400, { code: 71012720, message: 'bad query' }, 'refused other'],
];

describe('classify', () => {
  it.each(ANSWERS)('%s answered %i %j: %s', (purpose, status, body, expected) => {
    const { answer, meaning } = classify(purpose, status, apiErrorOf(body));
    expect(`${answer} ${meaning}`).toBe(expected);
  });
});

describe('jobMeaningOf', () => {
  it.each([
    [71012560, 'full'],
    [71013060, 'passing'],
    [50000070, 'rate'],
    [71012515, 'lasting'],
    [71013721, 'lasting'],
    [71013720, 'lasting'],
    [71013040, 'lasting'],
    [71013620, 'other'],
    [undefined, 'other'],
  ])('of code %s is %s', (code, expected) => {
    expect(jobMeaningOf(code === undefined ? {} : { code })).toBe(expected);
  });
});

describe('rowMeaningOf', () => {
  it.each([
    [{ code: 71012530, message: 'vin__c must be unique' }, 'duplicate'],
    [{ code: 71012530, message: 'doors__c must be at most 20' }, 'lasting'],
    [{ code: 71012530 }, 'duplicate'],
    [{ code: 71012540, message: 'The record does not exist' }, 'missing'],
    [{ code: 71012561, message: 'internal error or database throttling' }, 'passing'],
    [{ code: 71012523, message: 'not an integer' }, 'lasting'],
    [{ code: 71012513 }, 'lasting'],
    [{ code: 71012561, message: 'unique index is locked' }, 'passing'],
    [{ code: 71012523, message: 'value violates a constraint' }, 'lasting'],
    [{ code: 71012520, message: 'vin__c must be unique' }, 'duplicate'],
    [{ message: 'already there' }, 'duplicate'],
    [{ message: 'no' }, undefined],
    [{}, undefined],
  ])('of %j is %s', (error, expected) => {
    expect(rowMeaningOf(error)).toBe(expected);
  });
});
