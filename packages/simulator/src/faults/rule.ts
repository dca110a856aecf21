import type { Endpoint } from '../http/endpoints.ts';
import { json, type TenantResponse } from '../http/message.ts';
import { tooMany, withHeaders } from '../http/quota.ts';
import { htmlAnswer } from '../http/refusal.ts';

/** An answer that the caller defines. */
export interface FaultAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string is the body itself; any other value is sent as JSON. */
  readonly body?: unknown;
}

/**
 * What the fault does. `drop-request`: the connection breaks, the request is not processed.
 * `drop-answer`: the request is processed, then the connection breaks. `arrive-late`: the connection
 * breaks, the request is processed `delayMs` later. `arrive-twice`: the request is answered, and
 * processed again `delayMs` later. `delay`: the request is processed `delayMs` later. `stall-request`
 * and `stall-answer`: 504 after the gateway's timeout, without or with processing. The others are
 * answers of a gateway.
 */
export type FaultAction = ConnectionFault | GatewayFault | FaultAnswer;

export const connectionFaults = [
  'drop-request',
  'drop-answer',
  'arrive-late',
  'arrive-twice',
  'delay',
  'stall-request',
  'stall-answer',
] as const;

export type ConnectionFault = (typeof connectionFaults)[number];

export const gatewayFaults = [
  '429-code-70',
  '429-code-70-retry-after',
  '429-code-50000070',
  '429-code-string',
  '429-empty',
  '401',
  '500-json',
  '500-retryable',
  '502-html',
  '503-html',
  '503-retry-after',
  '504-html',
  '200-error',
  '200-empty',
  '200-cut',
] as const;

export type GatewayFault = (typeof gatewayFaults)[number];

/** A fault, and the requests that get it. */
export interface FaultRule {
  readonly on: Endpoint | 'any';
  /** The first request to that endpoint that may get the fault, counted from 1. Default 1. */
  readonly nth?: number;
  /** How many times in all. Default: once with `nth`, without limit otherwise. */
  readonly times?: number;
  /** Probability for each request. Default 1. */
  readonly probability?: number;
  readonly do: FaultAction;
  /** Time of late arrivals and delays. Default 1000. */
  readonly delayMs?: number;
  /** Whether the request is processed before the false answer is sent. Default false. */
  readonly commits?: boolean;
}

export function answerOf(action: GatewayFault | FaultAnswer): TenantResponse {
  if (typeof action !== 'string') return ownAnswer(action);
  switch (action) {
    case '429-code-70':
      return tooMany('code-70', 1);
    case '429-code-70-retry-after':
      return tooMany('code-70-retry-after', 1);
    case '429-code-50000070':
      return tooMany('code-50000070', 1);
    case '429-code-string':
      return tooMany('code-string', 1);
    case '429-empty':
      return tooMany('empty', 1);
    case '401':
      return json(
        { success: false, reasons: [{ message: 'Unauthorized', code: '90000011' }] },
        401,
      );
    case '500-json':
      return json({ code: 71013060, message: 'Internal error.' }, 500);
    case '500-retryable':
      return json({ code: 71012561, message: throttled }, 500);
    case '502-html':
      return htmlAnswer(502);
    case '503-html':
      return htmlAnswer(503);
    case '503-retry-after':
      return withHeaders(htmlAnswer(503), { 'retry-after': '1' });
    case '504-html':
      return htmlAnswer(504);
    case '200-error':
      return json({
        success: false,
        reasons: [{ code: 71013061, message: 'Please retry later.' }],
      });
    case '200-empty':
      return { status: 200, headers: { 'content-type': 'application/json' }, body: '' };
    case '200-cut':
      return { status: 200, headers: { 'content-type': 'application/json' }, body: '{"Id":"12' };
  }
}

const throttled = 'Unable to process record due to internal error or database throttling.';

function ownAnswer({ status, headers = {}, body = '' }: FaultAnswer): TenantResponse {
  if (typeof body === 'string') return { status, headers, body };
  return withHeaders(json(body, status), headers);
}

export function isConnectionFault(action: FaultAction): action is ConnectionFault {
  return connectionFaults.some((name) => name === action);
}
