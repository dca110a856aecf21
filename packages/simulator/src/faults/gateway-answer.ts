import { json, type TenantResponse, withHeaders } from '../http/message.ts';
import { htmlAnswer } from '../http/refusal-answer.ts';
import { tooMany } from '../http/too-many.ts';
import type { FaultAnswer, GatewayFault } from './action.ts';

/** The answer that a gateway sends instead of the tenant. */
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
