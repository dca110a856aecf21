import { json, type TenantResponse } from '../http/message.ts';
import { Refusal } from '../http/refusal.ts';
import { htmlAnswer } from '../http/refusal-answer.ts';
import type { Knobs } from '../knobs/table.ts';

/** The refusal of a request without a valid token. Without a code only the status says what it is. */
export function unauthorized(knobs: Knobs): Refusal {
  const challenge = 'Basic realm="Zuora API", ZSession realm="Zuora API", Bearer realm="Zuora API"';
  const headers = { 'www-authenticate': challenge };
  const response = unauthorizedBody(knobs);
  return new Refusal(401, '90000011', 'Unauthorized', {
    response: { ...response, headers: { ...response.headers, ...headers } },
  });
}

function unauthorizedBody(knobs: Knobs): TenantResponse {
  switch (knobs.unauthorizedBody) {
    case 'reasons-string':
      return json(
        { success: false, reasons: [{ message: 'Unauthorized', code: '90000011' }] },
        knobs.unauthorizedStatus,
      );
    case 'plain':
      return json({ code: 90000011, message: 'Unauthorized' }, knobs.unauthorizedStatus);
    case 'empty':
      return { status: 401, headers: {}, body: '' };
    case 'html':
      return htmlAnswer(401);
  }
}
