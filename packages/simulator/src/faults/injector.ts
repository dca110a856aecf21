import type { Endpoint } from '../http/endpoints.ts';
import { seededRandom } from '../random.ts';
import type { FaultAction } from './action.ts';
import type { FaultRule } from './rule.ts';

/** Random faults: the same seed and the same requests produce the same faults. */
export interface Chaos {
  readonly seed: string;
  /** Share of the requests that get a fault, 0 to 1. */
  readonly rate: number;
  /** Default: all. */
  readonly on?: readonly Endpoint[] | undefined;
  /** Default: lost, late and repeated requests, lost answers, and gateway answers. */
  readonly actions?: readonly FaultAction[] | undefined;
}

/** A fault to apply to one request. */
export interface Fault {
  readonly action: FaultAction;
  readonly delayMs: number;
  readonly commits: boolean;
}

export interface FaultInjector {
  /** The fault of the next request to an endpoint, if any; rules take precedence over chaos. */
  next(endpoint: Endpoint): Fault | undefined;
  /** Adds a rule while the tenant runs; its `nth` counts from now. */
  add(rule: FaultRule): void;
}

const DELAY_MS = 1000;

const chaosActions: readonly FaultAction[] = [
  'drop-request',
  'drop-answer',
  'arrive-late',
  'delay',
  '429-code-70',
  '429-code-50000070',
  '500-json',
  '502-html',
  '503-html',
  '504-html',
];

export function createFaultInjector(
  rules: readonly FaultRule[],
  chaos: Chaos | undefined,
  random: () => number,
): FaultInjector {
  const counters = rules.map(counterOf);
  const chance = chaos === undefined ? undefined : seededRandom(chaos.seed);

  function fromChaos(endpoint: Endpoint): Fault | undefined {
    if (chaos === undefined || chance === undefined) return undefined;
    // Each request draws three numbers, so that a rule or a filter does not shift the faults of later ones.
    const [hit, pick, late] = [chance(), chance(), chance()];
    if (hit >= chaos.rate || chaos.on?.includes(endpoint) === false) return undefined;
    const actions = chaos.actions ?? chaosActions;
    const action = actions[Math.floor(pick * actions.length)];
    if (action === undefined) return undefined;
    return { action, delayMs: Math.round(late * DELAY_MS), commits: false };
  }

  return {
    next(endpoint) {
      let found: Fault | undefined;
      for (const rule of counters)
        found = rule.take(endpoint, random, found !== undefined) ?? found;
      const byChance = fromChaos(endpoint);
      return found ?? byChance;
    },
    add(rule) {
      counters.push(counterOf(rule));
    },
  };
}

function counterOf(rule: FaultRule) {
  let seen = 0;
  let left = rule.times ?? (rule.nth === undefined ? Number.POSITIVE_INFINITY : 1);
  return {
    take(endpoint: Endpoint, random: () => number, hasFault: boolean): Fault | undefined {
      if (rule.on !== 'any' && rule.on !== endpoint) return undefined;
      seen++;
      if (hasFault || seen < (rule.nth ?? 1) || left <= 0) return undefined;
      if (rule.probability !== undefined && random() >= rule.probability) return undefined;
      left--;
      const { delayMs = DELAY_MS, commits = false } = rule;
      return { action: rule.do, delayMs, commits };
    },
  };
}
