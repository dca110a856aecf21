import { json, type TenantResponse, withHeaders } from '../http/message.ts';
import { htmlAnswer } from '../http/refusal-answer.ts';
import { rateLimitShapes, tooMany } from '../http/too-many.ts';
import {
  type FaultAnswer,
  type GatewayFault,
  isRateLimitFault,
  type RateLimitFault,
} from './action.ts';

/** The answer that a gateway sends instead of the tenant. */
export function answerOf(action: GatewayFault | FaultAnswer): TenantResponse {
  if (typeof action !== 'string') return ownAnswer(action);
  if (isRateLimitFault(action)) return rateLimit(action);
  switch (action) {
    case '401':
      return json(unauthorized, 401);
    case '403-login':
      return json(unauthorized, 403);
    case '400-login':
      return json(unauthorized, 400);
    case '200-login':
      return json(unauthorized);
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
    case '200-object':
      return json({});
    case '200-success':
      return json({ success: true });
    case '200-no-id':
      return json({ namespace: 'default', status: 'accepted' });
    case '200-html':
      return htmlAnswer(200);
  }
}

/** The name of the fault is the status and the shape. */
function rateLimit(action: RateLimitFault): TenantResponse {
  const shape = rateLimitShapes.find((one) => action.slice(4) === one) ?? 'empty';
  return tooMany(shape, 1, Number(action.slice(0, 3)));
}

const unauthorized = {
  success: false,
  reasons: [{ message: 'Unauthorized', code: '90000011' }],
};

const throttled = 'Unable to process record due to internal error or database throttling.';

function ownAnswer({ status, headers = {}, body = '' }: FaultAnswer): TenantResponse {
  if (typeof body === 'string') return { status, headers, body };
  return withHeaders(json(body, status), headers);
}
