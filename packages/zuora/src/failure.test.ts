import { inspect } from 'node:util';
import { TargetError } from '@rowferry/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { zuoraClient } from './client.ts';
import { collect, type Reply, rejection, serve } from './local-server.fixture.ts';

async function failureOf(reply: Reply, token = 'token-1'): Promise<TargetError> {
  const { baseUrl } = await serve(() => reply);
  const { jobs } = zuoraClient({ baseUrl, token });
  const error = await rejection(jobs.create({ object: 'Thing', operation: 'create' }));
  if (!(error instanceof TargetError)) throw error;
  return error;
}

describe('an error body', () => {
  it.each([
    ['A', { code: 71013020, message: 'Bad Request' }, 71013020, 'Bad Request'],
    ['B', { code: 71012530, message: 'No', details: [{ code: 1, message: 'x' }] }, 71012530, 'No'],
    [
      'C',
      { success: false, processId: 'P', reasons: [{ code: '90000011', message: 'Unauthorized' }] },
      90000011,
      'Unauthorized',
    ],
    ['D', { reasons: [{ code: 70, message: 'Rate limit' }] }, 70, 'Rate limit'],
    ['D in words', { reasons: [{ code: 'ObjectNotFound' }] }, 'ObjectNotFound', undefined],
    ['E', { timestamp: 1, status: 400, error: 'Bad', message: 'M', path: '/' }, undefined, 'M'],
    ['F', '<html>400</html>', undefined, undefined],
    ['F, empty', '', undefined, undefined],
  ])('of shape %s is one typed error', async (_, body, apiCode, apiMessage) => {
    const { failure } = await failureOf({ status: 400, body });
    expect(failure.answer).toBe(apiCode === undefined ? 'lost' : 'refused');
    expect(failure.status).toBe(400);
    expect(failure.apiCode).toBe(apiCode);
    expect(failure.apiMessage).toBe(apiMessage);
  });

  it('of any shape at any status is a TargetError, and contains no secret', async () => {
    const secret = 'S3cret-t0ken';
    const word = fc.oneof(fc.string(), fc.constant(`Bearer ${secret}`), fc.json());
    const leaf = fc.oneof(word, fc.integer(), fc.constant(null), fc.boolean());
    const reason = fc.record({ code: leaf, message: word }, { requiredKeys: [] });
    const body = fc.oneof(
      word,
      fc.record(
        {
          code: leaf,
          message: leaf,
          success: fc.constant(false),
          reasons: fc.oneof(fc.array(reason), leaf),
          error: leaf,
          details: leaf,
        },
        { requiredKeys: [] },
      ),
    );
    let reply: Reply = {};
    const { baseUrl } = await serve(() => reply);
    const { jobs } = zuoraClient({ baseUrl, token: secret });
    const status = fc.constantFrom(200, 301, 400, 401, 403, 404, 409, 413, 429, 500, 503, 504);
    await fc.assert(
      fc.asyncProperty(status, body, async (status, body) => {
        reply = { status, body, headers: { 'zuora-request-id': `r-${secret}` } };
        const error = await rejection(jobs.get('j1'));
        expect(error).toBeInstanceOf(TargetError);
        expect(inspect(error, { depth: 10 })).not.toContain(secret);
        const { failure } = error as TargetError;
        expect(failure.status).toBe(status);
        if (status === 500) expect(failure.answer).toBe('lost');
        if ([401, 403, 413, 429].includes(status)) expect(failure.answer).toBe('refused');
      }),
      { numRuns: 300 },
    );
  });
});

describe('a refusal', () => {
  it.each([
    [{ success: false, reasons: [{ code: 53100020, message: 'No' }] }, 53100020],
    [{ reasons: [{ code: 71013020 }, { code: 1 }] }, 71013020],
    [{ code: 71013020, message: 'No' }, 71013020],
  ])('may have status 200: %j', async (body, apiCode) => {
    const { failure } = await failureOf({ body });
    expect(failure).toMatchObject({ answer: 'refused', status: 200 });
    expect(failure.apiCode).toBe(apiCode);
  });

  it('contains the ids and the waiting times of its head', async () => {
    const headers = {
      'zuora-request-id': 'r-1',
      'retry-after': '120',
      'ratelimit-reset': '30',
    };
    const { failure } = await failureOf({ status: 429, headers, body: {} });
    expect(failure).toMatchObject({
      requestId: 'r-1',
      waitMs: 120_000,
    });
  });

  it('compares a date in Retry-After with the clock of the server', async () => {
    const headers = {
      date: 'Wed, 21 Oct 2015 07:28:00 GMT',
      'retry-after': 'Wed, 21 Oct 2015 07:29:30 GMT',
    };
    const { failure } = await failureOf({ status: 503, headers });
    expect(failure.waitMs).toBe(90_000);
  });

  it('says what happened, to what, and what to do', async () => {
    const body = { code: 71013620, message: 'Bad\n Request.' };
    const headers = { 'zuora-request-id': 'r-1' };
    const { message } = await failureOf({ status: 400, headers, body });
    expect(message).toBe(
      'Zuora refused POST /objects/jobs (status 400, code 71013620, request r-1): ' +
        'Bad Request. Correct the request before sending it again.',
    );
  });
});

describe('words of the server', () => {
  it('about entities lead to `entityIds`, also where they are not repeated', async () => {
    const said = 'The token is valid for several entities: expected Zuora-Entity-Ids.';
    const { baseUrl } = await serve(() => ({
      status: 400,
      body: { code: 90000020, message: said },
    }));
    const { jobs } = zuoraClient({ baseUrl, token: 'token-1' });
    for (const call of [jobs.list(), jobs.create({ object: 'Thing', operation: 'create' })]) {
      expect(String(await rejection(call))).toContain('set `entityIds` to one of them');
    }
  });

  it('about a job that has its file are not passed on: they may quote a record', async () => {
    const { baseUrl } = await serve(() => ({ status: 400, body: { code: 7, message: 'ssn 123' } }));
    const { jobs } = zuoraClient({ baseUrl, token: 'token-1' });
    const calls = [jobs.get('j'), jobs.cancel('j'), jobs.list(), collect(jobs.errors('j'))];
    for (const call of calls) {
      const error = await rejection(call);
      expect(error).toMatchObject({ failure: { apiCode: 7 } });
      expect(inspect(error)).not.toContain('ssn');
    }
  });

  it('have escapes for what a terminal would act on, and are one line', async () => {
    const { failure } = await failureOf({
      status: 400,
      body: { code: 7, message: 'a\u001b[31m\r\nb\u009b' },
    });
    expect(failure.apiMessage).toBe('a\\u001b[31m b\\u009b');
  });

  it.each([
    ['is no code', 'ssn 123', undefined],
    ['is a code', 'ObjectNotFound', 'ObjectNotFound'],
    ['is too long', 'x'.repeat(65), undefined],
  ])('in the place of a code: %s', async (_, code, apiCode) => {
    const { failure } = await failureOf({ status: 400, body: { code, message: 'No.' } });
    expect(failure).toMatchObject({ answer: 'refused' });
    expect(failure.apiCode).toBe(apiCode);
  });

  it.each([0, 480, 490, 499])(
    'hide a secret wherever the text is cut: after %i characters',
    async (at) => {
      const token = 'a+secret/token==';
      for (const form of [token, encodeURIComponent(token)]) {
        const body = { code: 7, message: `${'x'.repeat(at)}${form} is wrong` };
        const { message } = await failureOf({ status: 400, body }, token);
        expect(message).not.toMatch(/a(?:\+|%2B)s/);
      }
    },
  );
});
