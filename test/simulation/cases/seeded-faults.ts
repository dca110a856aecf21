import type { Chance } from '../environment/chance.ts';

const ENDPOINTS = [
  ...['create', 'create', 'create', 'upload', 'upload', 'get', 'list', 'errors', 'cancel'],
  ...['token', 'describe', 'find', 'find', 'any'],
];
const ACTIONS = [
  ...['drop-request', 'drop-answer', 'drop-answer', 'drop-answer', 'arrive-late', 'arrive-late'],
  ...['arrive-twice', 'delay', 'stall-request', 'stall-answer', '401', '429-code-70'],
  ...['429-code-70-retry-after', '429-code-50000070', '429-code-string', '429-empty'],
  ...['500-json', '500-retryable', '502-html', '503-html', '503-retry-after', '504-html'],
  ...['200-error', '200-empty', '200-cut'],
];
const DELAYS_MS = [5, 500, 3000, 30_000, 90_000, 115_000];

/** Rules for the knob `faults`; none in half of the cases. */
export function faultsOf(chance: Chance, delayMsMax: number): string {
  const count = chance.is(0.5) ? chance.between(1, 4) : 0;
  return Array.from({ length: count }, () => faultOf(chance, delayMsMax))
    .filter((rule) => !isUntraceable(rule))
    .join('; ');
}

function faultOf(chance: Chance, delayMsMax: number): string {
  const action = chance.pick(ACTIONS);
  const words = [chance.pick(ENDPOINTS), action];
  words.push(
    chance.pick([
      `nth=${chance.between(1, 8)}`,
      `nth=${chance.between(1, 3)}`,
      `probability=${chance.pick([0.1, 0.3])}`,
    ]),
  );
  if (chance.is(0.5)) words.push(`times=${chance.between(1, 4)}`);
  if (/arrive|delay/.test(action)) {
    words.push(`delayMs=${Math.min(chance.pick(DELAYS_MS), delayMsMax)}`);
  }
  const mayCommit = /^50[234]|^200-(empty|cut)/.test(action);
  if (mayCommit && chance.is(0.3)) words.push('commits=yes');
  return words.join(' ');
}

/** A create that arrives twice creates a job that no answer mentions. */
function isUntraceable(rule: string): boolean {
  return /^(create|any) arrive-twice/.test(rule);
}
