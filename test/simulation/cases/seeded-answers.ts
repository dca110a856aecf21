import type { KnobSettings, Knobs } from '@rowferry/simulator';
import { type Chance, chanceOf } from '../environment/chance.ts';

const NO_JOB = ['200-object', '200-success', '200-no-id', '200-html', '200-empty', '200-cut'];
const RATE_LIMITS = ['429', '400', '200'].flatMap((status) =>
  ['code-70', 'code-70-retry-after', 'code-50000070', 'code-string'].map(
    (shape) => `${status}-${shape}`,
  ),
);
const LOGINS = ['401', '403-login', '400-login', '200-login'];
const INTERNAL = ['500-json', '500-retryable', '200-error'];

/** How a tenant may say that it is full (docs/zuora-api.md, section 4.1). */
const FULL: readonly KnobSettings[] = [
  { overLimitStatus: 400, overLimitCode: 71013020, overLimitMessage: 'Bad Request' },
  { overLimitStatus: 400, overLimitMessage: 'Too many concurrent jobs.' },
  { overLimitStatus: 409, overLimitCode: 71013050, overLimitMessage: 'Locked.' },
  { overLimitStatus: 429, overLimitCode: 71013070, overLimitMessage: 'Service limit reached.' },
  { overLimitStatus: 500, overLimitCode: 71013060, overLimitMessage: 'Service limit reached.' },
  { overLimitStatus: 503, overLimitMessage: 'Service limit reached, please retry later.' },
  { overLimitStatus: 200, overLimitCode: 71013070, overLimitMessage: 'Service limit reached.' },
];

/**
 * The forms in which the tenant answers: what is no job, limits, refused logins, a second clock. They have
 * their own random numbers.
 */
export function answersOf(seed: number): KnobSettings {
  const chance = chanceOf(`answers-${seed}`);
  return {
    ...faultsOf(chance),
    ...(chance.is(0.06) && fullOf(chance)),
    ...(chance.is(0.03) && {
      requestsPerMinute: chance.pick([20, 60]),
      rateLimitStatus: chance.pick([400, 200] as const),
      rateLimitShape: chance.pick(['code-70', 'code-70-retry-after', 'code-50000070'] as const),
    }),
    ...(chance.is(0.06) && {
      tokenDiesMs: chance.pick([5000, 15_000]),
      unauthorizedStatus: chance.pick([403, 400, 200] as const),
      unauthorizedBody: chance.pick(['plain', 'reasons-string'] as const),
    }),
    ...(chance.is(0.12) && {
      dateHeaderAheadMs: chance.pick([-30_000, -5000, -3000, -1500, 1500, 3000, 5000, 30_000]),
    }),
  };
}

/** Both sets of knobs, and the faults of both. */
export function withAnswers(knobs: KnobSettings, answers: KnobSettings): KnobSettings {
  const faults = [knobs.faults, answers.faults].filter((rules) => rules !== undefined).join('; ');
  return { ...knobs, ...answers, ...(faults !== '' && { faults }) };
}

function faultsOf(chance: Chance): Pick<Partial<Knobs>, 'faults'> {
  const rules = [
    ...(chance.is(0.12) ? noJobOf(chance) : []),
    ...(chance.is(0.08)
      ? [ruleOf(chance, ['upload', 'upload', 'create', 'any'], RATE_LIMITS)]
      : []),
    ...(chance.is(0.06) ? [`${ruleOf(chance, ['create'], INTERNAL)} commits=yes`] : []),
    ...(chance.is(0.06) ? [ruleOf(chance, ['upload', 'create', 'find', 'any'], LOGINS)] : []),
  ];
  return rules.length === 0 ? {} : { faults: rules.join('; ') };
}

/** A job is cancelled mostly after a create without an answer. */
function noJobOf(chance: Chance): string[] {
  const rule = ruleOf(chance, ['create', 'create', 'upload', 'cancel'], NO_JOB);
  const commits = chance.is(0.6) ? ' commits=yes' : '';
  return rule.startsWith('cancel')
    ? ['create drop-answer nth=1', `${rule}${commits}`]
    : [`${rule}${commits}`];
}

function ruleOf(chance: Chance, endpoints: readonly string[], actions: readonly string[]): string {
  const when = chance.pick([`nth=${chance.between(1, 4)}`, 'nth=1', 'probability=0.3']);
  return `${chance.pick(endpoints)} ${chance.pick(actions)} ${when}`;
}

/** Other programs hold all five slots for a while, or the tenant never has one, whatever its list shows. */
function fullOf(chance: Chance): KnobSettings {
  const form = chance.pick(FULL);
  if (chance.is(0.15)) return { ...form, activeJobsMax: 0 };
  const foreignJobsMs = chance.pick([2000, 20_000, 400_000]);
  return { ...form, activeJobsMax: 5, foreignJobs: 5, foreignJobsMs, foreignJobsAgainMs: 0 };
}
