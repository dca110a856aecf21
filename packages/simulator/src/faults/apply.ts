import type { TenantOutcome, TenantRequest } from '../http/message.ts';
import type { Knobs } from '../knobs/table.ts';
import type { Timers } from '../timers.ts';
import { isConnectionFault } from './action.ts';
import { applyConnectionFault, type Process } from './connection-fault.ts';
import { answerOf } from './gateway-answer.ts';
import type { Fault } from './injector.ts';

/** Handles a request to which a fault applies. */
export async function applyFault(
  { action, delayMs, commits }: Fault,
  request: TenantRequest,
  process: Process,
  context: { timers: Timers; knobs: Knobs },
): Promise<TenantOutcome> {
  if (isConnectionFault(action)) {
    return applyConnectionFault(action, delayMs, request, process, context);
  }
  if (commits) await process(request);
  return answerOf(action);
}
