import { TargetError } from '@rowferry/core';
import { codeOf, errorsOf } from '../run/ending.ts';
import type { Action } from '../run/process.ts';
import type { ProcessResult, RunResult } from '../run/run-result.ts';

/** Checks that each process of the run ended as resume promises. */
export function judgeProcesses(result: RunResult): string[] {
  const { processes, seeded } = result;
  return [
    ...processes.flatMap((processResult, index) => {
      const isFull = seeded.disk.full?.process === index + 1;
      // If another process wants the run as well, either may get it.
      const isContested = seeded.intruder?.process === index + 1;
      if (isContested && codeOf(processResult) === 'RUN_LOCKED') return [];
      const faults = processResult.isStray
        ? judgeStray(processResult, result)
        : [
            ...judgeProcess(processResult, processes[index - 1], isFull),
            ...judgePatience(processResult, result),
          ];
      return faults.map((fault) => {
        return `process ${index + 1} (${processResult.entry}) ${fault}`;
      });
    }),
    ...judgeStrayTenant(result),
    ...judgeIntrusion(result),
    ...judgeResumedAgain(result),
  ];
}

function judgeProcess(
  { entry, ending, hasChangedSource, requestsBefore }: ProcessResult,
  before: ProcessResult | undefined,
  isDiskFull: boolean,
): string[] {
  const code = codeOf({ ending });
  if (ending.status === 'threw') return [`threw ${textOf(ending.error)}`];
  if (code === 'SOURCE_CHANGED')
    return hasChangedSource ? [] : ['considers the same source changed'];
  if (hasChangedSource && ending.status === 'completed')
    return ['considers a changed source the same'];
  if (ending.status !== 'refused') return [];
  if (code === 'DISK_FAILED' && isDiskFull) return [];
  if (code === 'RUN_UNKNOWN' && entry === 'resume') {
    return requestsBefore === 0 ? [] : ['does not know a run that had started'];
  }
  // A start that died may have left a run, which is then resumed.
  if (code === 'RUN_EXISTS' && entry === 'migrate') {
    const isKnown = before === undefined || codeOf(before) !== 'RUN_UNKNOWN';
    return isKnown ? [] : ['does not start a run although none could be resumed'];
  }
  return [`is refused: ${textOf(ending.error)}`];
}

/** A process that is given another tenant says so, unless something else ends it before. */
function judgeStray({ ending }: ProcessResult, { seeded }: RunResult): string[] {
  if (ending.status === 'died' || ending.status === 'interrupted') return [];
  if (ending.status === 'threw') return [`threw ${textOf(ending.error)}`];
  const codes = errorsOf({ ending }).map(({ code }) => code);
  const { hooks, hang, source, disk, wire } = seeded;
  const others = [
    ...(hang === undefined ? [] : ['PLUGIN_FAILED']),
    ...(hooks.throws === undefined ? [] : ['PLUGIN_FAILED', 'SOURCE_FAILED']),
    ...(source.throwsAt === undefined ? [] : ['SOURCE_FAILED']),
    ...(disk.full === undefined ? [] : ['DISK_FAILED']),
    ...(wire.unsent + wire.torn === 0 ? [] : ['RETRIES_EXHAUSTED']),
  ];
  const isNoticed = codes.some((code) => code === 'TENANT_CHANGED' || others.includes(code));
  return isNoticed ? [] : [`does not notice another tenant: ${ending.status} ${codes}`];
}

/** Which tenant it is must be known before anything else is asked for. */
function judgeStrayTenant({ strayTenant }: RunResult): string[] {
  const { token: _, ...others } = strayTenant.requests.byEndpoint;
  const asked = Object.keys(others);
  return asked.length === 0 ? [] : [`another tenant was asked for ${asked}`];
}

/** A run waits for as long as the tenant is full. A list that lags may not show it. */
function judgePatience({ ending, hadNoSlot }: ProcessResult, { seeded }: RunResult): string[] {
  const { listJobLagMs, listStatusLagMs, jobsHiddenMs } = seeded.knobs;
  const isShown = listJobLagMs ?? listStatusLagMs ?? jobsHiddenMs;
  if (!hadNoSlot || isShown !== undefined) return [];
  const code = codeOf({ ending });
  const gaveUp = code === 'CREATE_REFUSED' || code === 'RETRIES_EXHAUSTED';
  return gaveUp && meaningOf(ending.error) === 'full' ? ['gives up on a tenant that is full'] : [];
}

/** What the answer means that an error comes from. */
function meaningOf(error: unknown): string | undefined {
  if (error instanceof TargetError) return error.failure.meaning;
  return error instanceof Error && error.cause !== undefined ? meaningOf(error.cause) : undefined;
}

/** Only one process has the run. The other one is refused, or takes over when the first has ended. */
function judgeIntrusion({ intrusion }: RunResult): string[] {
  if (intrusion === undefined) return [];
  const { ending, actions, others } = intrusion;
  const faults = [...within(actions, others), ...within(others, actions)].map(
    ({ what }) => `two processes worked on the run when one did this: ${what}`,
  );
  if (ending === undefined || actions.length > 0) return faults;
  const code = codeOf({ ending });
  if (ending.status === 'completed' || code === 'RUN_LOCKED' || code === 'RUN_UNKNOWN')
    return faults;
  return [...faults, `a second process ended as ${ending.status} ${textOf(ending.error)}`];
}

/** The actions of one process between the first and the last action of another. */
function within(actions: readonly Action[], others: readonly Action[]): readonly Action[] {
  const [first, last] = [others[0], others.at(-1)];
  if (first === undefined || last === undefined) return [];
  return actions.filter(({ order }) => order > first.order && order < last.order);
}

function judgeResumedAgain({
  resumedAgain,
  ending,
  requests,
  seeded,
  processes,
}: RunResult): string[] {
  if (resumedAgain === undefined) return [];
  const isContested = seeded.intruder?.process === processes.length + 1;
  if (isContested && codeOf(resumedAgain) === 'RUN_LOCKED') return [];
  const [first, second] = [ending.summary, resumedAgain.ending.summary];
  const isSame = JSON.stringify(first) === JSON.stringify(second);
  return [
    ...(resumedAgain.ending.status === 'completed'
      ? []
      : [
          `the resume of the completed run is ${resumedAgain.ending.status} ${textOf(resumedAgain.ending.error)}`,
        ]),
    ...(isSame ? [] : ['the resume of the completed run returns another summary']),
    ...(requests === resumedAgain.requestsBefore
      ? []
      : ['the resume of the completed run sends requests']),
  ];
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error ?? '');
}
