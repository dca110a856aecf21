import type { JobState } from '@rowferry/simulator';
import { errorsOf, isBeyondGrace } from '../run/ending.ts';
import { journalOf } from '../run/run-files.ts';
import type { ProcessResult, RunResult } from '../run/run-result.ts';

const LAST = ['completed', 'failed', 'cancelled'];
const SLOTS = 5;

/** No job is left unfinished, no job of another program is touched, and no sixth job is created. */
export function judgeJobs(result: RunResult): string[] {
  const { tenant, seeded } = result;
  const others = new Set(result.sameLoginJobs);
  const isOther = ({ id, login }: JobState) => login === 'foreign' || others.has(id);
  const faults = tenant
    .jobs()
    .filter((job) => isOther(job) && job.status === 'cancelled')
    .map(({ id }) => `job ${id} of another program was cancelled`);
  const left = leftJobs(result);
  if (left.length > 0 && excuseOf(result) === undefined) {
    faults.push(`left: ${left.map(({ id, status }) => `${status} ${id}`).join(', ')}`);
  }
  const peaks = Object.entries(tenant.activeJobsPeak.byLogin);
  const ours = Math.max(
    0,
    ...peaks.filter(([login]) => login !== 'foreign').map(([, peak]) => peak),
  );
  if (ours > SLOTS && seeded.sameLogin.length === 0)
    faults.push(`${ours} jobs were active at once`);
  return faults;
}

/** Jobs of the run that never ended. */
export function leftJobs({ tenant, seeded, sameLoginJobs }: RunResult): readonly JobState[] {
  // The tenant keeps the last status of a pending job that it forgets. A hidden job stays or continues.
  const { pendingExpiryTo, jobsHiddenMs } = seeded.knobs;
  const forgotten = pendingExpiryTo === 'gone' ? ['pending'] : [];
  const hidden = jobsHiddenMs === undefined ? [] : ['pending', 'accepted', 'in_progress'];
  const over = [...LAST, ...forgotten, ...hidden];
  return tenant
    .jobs()
    .filter(({ id, login }) => login !== 'foreign' && !sameLoginJobs.includes(id))
    .filter(({ status }) => !over.includes(status));
}

/** Why jobs may be left unfinished, or `undefined` if they may not. */
export function excuseOf(result: RunResult): string | undefined {
  const errors = errorsOf(lastThatSent(result));
  if (result.sameLoginJobs.length > 0) return 'another program used the login';
  if (result.ending.status === 'completed') return undefined;
  if (isBeyondGrace(result)) return 'interrupted after its grace period';
  // An interrupt hides the other error that stopped the run.
  if (errors.some(({ code }) => code === 'CREATE_LOST')) return 'CREATE_LOST reports them';
  if (errors.some(isUnanswered)) return 'no answer at the end';
  // The run recognises its jobs by the creator of the first create that was answered.
  const isLoginKnown = journalOf(result).entries.some(({ type }) => type === 'created');
  return isLoginKnown ? undefined : 'its login was never known';
}

/** A process that sent nothing could not finish any job, so the error of the one before it still applies. */
function lastThatSent({ processes, ending, requests }: RunResult): Pick<ProcessResult, 'ending'> {
  let after = requests;
  for (const processResult of processes.toReversed()) {
    // In another tenant it could not finish any job either.
    if (!processResult.isStray && processResult.requestsBefore < after) return processResult;
    after = processResult.requestsBefore;
  }
  return { ending };
}

const UNANSWERED =
  /^(?:(?:list|cancel|get|errors|describe|identity) did not succeed|Zuora refused (?:GET|PATCH)|The credentials were refused)/;

function isUnanswered({ message }: Error): boolean {
  return UNANSWERED.test(message);
}
