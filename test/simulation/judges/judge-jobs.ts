import type { JobState } from '@rowferry/simulator';
import { errorsOf, isBeyondGrace } from '../run/ending.ts';
import type { Lived, Ran } from '../run/ran.ts';
import { journalOf } from '../run/run-files.ts';

const LAST = ['completed', 'failed', 'cancelled'];
const SLOTS = 5;

/** No job is left behind, none of another program is touched, no sixth is created. */
export function judgeJobs(ran: Ran): string[] {
  const { tenant, seeded } = ran;
  const others = new Set(ran.sameLoginJobs);
  const isOther = ({ id, login }: JobState) => login === 'foreign' || others.has(id);
  const faults = tenant
    .jobs()
    .filter((job) => isOther(job) && job.status === 'cancelled')
    .map(({ id }) => `job ${id} of another program was cancelled`);
  const left = leftJobs(ran);
  if (left.length > 0 && excuseOf(ran) === undefined) {
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

/** Jobs of the run that never reached an end. */
export function leftJobs({ tenant, seeded, sameLoginJobs }: Ran): readonly JobState[] {
  // A tenant that forgets a pending job leaves it as it was in its books; one that is hidden stays so, or works on.
  const { pendingExpiryTo, jobsHiddenMs } = seeded.knobs;
  const forgotten = pendingExpiryTo === 'gone' ? ['pending'] : [];
  const hidden = jobsHiddenMs === undefined ? [] : ['pending', 'accepted', 'in_progress'];
  const over = [...LAST, ...forgotten, ...hidden];
  return tenant
    .jobs()
    .filter(({ id, login }) => login !== 'foreign' && !sameLoginJobs.includes(id))
    .filter(({ status }) => !over.includes(status));
}

/** Why jobs may be left behind, if they may. */
export function excuseOf(ran: Ran): string | undefined {
  const errors = errorsOf(lastAtWork(ran));
  if (ran.sameLoginJobs.length > 0) return 'another program was in the way';
  if (ran.ending.status === 'completed') return undefined;
  if (isBeyondGrace(ran)) return 'interrupted beyond its grace';
  // An interrupt hides what else stopped the run.
  if (errors.some(({ code }) => code === 'CREATE_LOST')) return 'CREATE_LOST tells of them';
  if (errors.some(isUnanswered)) return 'no answer at the end';
  // Whose job is whose is known by the creator of the first that was answered.
  const isLoginKnown = journalOf(ran).entries.some(({ type }) => type === 'created');
  return isLoginKnown ? undefined : 'its login was never known';
}

/** A process that sent nothing could see to no job: whatever was in the way of the one before is still there. */
function lastAtWork({ lives, ending, requests }: Ran): Pick<Lived, 'ending'> {
  let after = requests;
  for (const lived of lives.toReversed()) {
    if (lived.requestsBefore < after) return lived;
    after = lived.requestsBefore;
  }
  return { ending };
}

const UNANSWERED =
  /^(?:(?:list|cancel|get|errors|describe) did not succeed|Zuora refused (?:GET|PATCH)|The credentials were refused)/;

function isUnanswered({ message }: Error): boolean {
  return UNANSWERED.test(message);
}
