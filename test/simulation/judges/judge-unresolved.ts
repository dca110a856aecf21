import type { SourceRecord, UnresolvedCode, Verdict } from '@rowferry/core';
import { journalOf } from '../run/run-files.ts';
import type { RunResult } from '../run/run-result.ts';

type Unresolved = Verdict & { readonly outcome: 'unresolved' };

/** What decides whether a record may stay unresolved. */
interface Facts {
  readonly result: RunResult;
  /** How often each key occurs in the source, normalized as by a server. */
  readonly keys: ReadonlyMap<string, number>;
  readonly ids: ReadonlyMap<string, number>;
  /** How many jobs submitted rows in doubt again. */
  readonly resubmits: number;
  /** Jobs to which a file was sent or was about to be sent. */
  readonly withFile: ReadonlySet<string | undefined>;
  readonly isShared: boolean;
  /** A job of a lost create that failed by itself looks like a job of another program. */
  readonly hasLostCreates: boolean;
}

/** Checks that each unresolved record has a valid reason. */
export function judgeUnresolved(result: RunResult): string[] {
  const open = [...result.verdicts.values()].filter(
    (one): one is Unresolved => one.outcome === 'unresolved',
  );
  if (open.length === 0) return [];
  const { key, operation } = result.seeded.target;
  const { entries } = journalOf(result);
  const uploads = entries.filter(({ type }) => type === 'uploading');
  const facts = {
    result,
    keys: countsOf(result.records.map((record) => normalized(cellOf(record, key)))),
    ids: countsOf(result.records.map(({ id }) => String(id))),
    resubmits: entries.reduce((sum, one) => sum + (one.again?.length ?? 0), 0),
    withFile: new Set(uploads.map(({ job }) => job)),
    isShared: result.seeded.sameLogin.length > 0,
    hasLostCreates: entries.some(({ type }) => type === 'accounted'),
  };
  return open.flatMap((verdict) => {
    const isReason = REASONS[verdict.code];
    const { position, code, job } = verdict;
    const faults: string[] = [];
    if (!isReason(verdict, facts))
      faults.push(`${position} is unresolved by ${code} without a reason`);
    if (!facts.withFile.has(job))
      faults.push(`${position} is unresolved by ${job}, which got no file`);
    const shouldBeSettled =
      operation === 'update' ? !UPDATE.includes(code) : isSettleable(verdict, facts);
    if (shouldBeSettled) faults.push(`${position} is unresolved by ${code}, but could be settled`);
    return faults;
  });
}

/**
 * Whether the record must have been settled. A unique, non-empty key that occurs once settles every row
 * in doubt, unless the limit of jobs or the look-ups prevent it, or another program uses the same login.
 */
function isSettleable({ code, position }: Unresolved, facts: Facts): boolean {
  const { seeded, records } = facts.result;
  if (!isKeyUnique(seeded.target) || facts.isShared || GIVEN_UP.includes(code)) return false;
  const key = normalized(cellOf(records[position], seeded.target.key));
  if (code === 'CREATOR_UNCERTAIN' && (facts.hasLostCreates || hasTwoClocks(facts))) return false;
  if (END_UNKNOWN.includes(code) && seeded.knobs.jobsHiddenMs !== undefined) return false;
  // What a vanished job may still store cannot be known when a row is refused temporarily.
  if (code === 'JOB_VANISHED' && mayVanish(facts)) return false;
  if (CREATOR_UNKNOWN.includes(code) && isFreshlyOurs(seeded)) return false;
  return key !== '' && facts.keys.get(key) === 1;
}

const UPDATE: readonly string[] = ['ID_TWICE', 'RESUBMITS_EXHAUSTED'];
const CREATOR_UNKNOWN: readonly string[] = ['CREATOR_UNCERTAIN', 'DUPLICATE_UNSEEN'];
const END_UNKNOWN: readonly string[] = [...CREATOR_UNKNOWN, 'JOB_VANISHED'];
const GIVEN_UP: readonly string[] = ['RESUBMITS_EXHAUSTED', 'LOOKUP_FAILED'];

type Target = RunResult['seeded']['target'];
type IsReason = (verdict: Unresolved, facts: Facts) => boolean;

const hasNoKey: IsReason = (_, { result }) => result.seeded.target.key === undefined;
const hasKey: IsReason = (_, { result }) => result.seeded.target.key !== undefined;
const keyOf = ({ position }: Unresolved, { result }: Facts) =>
  normalized(cellOf(result.records[position], result.seeded.target.key));
const isJob =
  (status: string): IsReason =>
  (verdict, facts) =>
    hasNoKey(verdict, facts) &&
    facts.result.tenant.jobs().find(({ id }) => id === verdict.job)?.status === status;

/** For each code of an unresolved record, whether it is a valid reason in this case. */
const REASONS: Readonly<Record<UnresolvedCode, IsReason>> = {
  COUNTS_DISAGREE: hasNoKey,
  ERRORS_UNREADABLE: (verdict, facts) => hasNoKey(verdict, facts) && mayBeGone(facts),
  OUTCOME_MISSING: () => false,
  ERRORS_UNSTABLE: hasNoKey,
  ERROR_UNATTRIBUTED: hasNoKey,
  JOB_CANCELLED: isJob('cancelled'),
  JOB_FAILED: isJob('failed'),
  JOB_VANISHED: (_, facts) => mayVanish(facts),
  KEY_EMPTY: (verdict, facts) => hasKey(verdict, facts) && keyOf(verdict, facts) === '',
  KEY_TWICE: (verdict, facts) =>
    hasKey(verdict, facts) && (facts.keys.get(keyOf(verdict, facts)) ?? 0) > 1,
  KEY_NOT_UNIQUE: (verdict, facts) =>
    hasKey(verdict, facts) && !isKeyUnique(facts.result.seeded.target),
  CREATOR_UNCERTAIN: (verdict, facts) =>
    hasKey(verdict, facts) &&
    (facts.isShared ||
      facts.hasLostCreates ||
      hasTwoClocks(facts) ||
      facts.result.seeded.knobs.jobsHiddenMs !== undefined ||
      isFreshlyOurs(facts.result.seeded)),
  DUPLICATE_UNSEEN: hasKey,
  LOOKUP_FAILED: (verdict, facts) => {
    const { failedLookUps, seeded } = facts.result;
    const isWireBad = seeded.wire.torn + seeded.wire.unsent > 0;
    return hasKey(verdict, facts) && (failedLookUps > 0 || isWireBad);
  },
  // Several rows in doubt take two jobs at a time.
  RESUBMITS_EXHAUSTED: (_, { result, resubmits }) =>
    resubmits + 2 > (result.seeded.jobs.resubmitJobsMax ?? 50),
  ID_TWICE: ({ position }, { result, ids }) =>
    result.seeded.target.operation === 'update' &&
    (ids.get(String(result.records[position]?.['id'])) ?? 0) > 1,
};

/**
 * Whether the tenant has two clocks. Their difference is known only within the second of a header and the
 * duration of an exchange, and what is not more than that is not known at all.
 */
function hasTwoClocks({ result }: Facts): boolean {
  return (result.seeded.knobs.dateHeaderAheadMs ?? 0) !== 0;
}

/** Whether jobs may answer 404 although they have taken a file. */
function mayVanish({ result }: Facts): boolean {
  const { jobsHiddenMs, jobsKeptMs, pendingExpiryTo } = result.seeded.knobs;
  return jobsHiddenMs !== undefined || jobsKeptMs !== undefined || pendingExpiryTo === 'gone';
}

/** Whether a tenant may refuse to show the errors of a job for good. */
function mayBeGone({ result }: Facts): boolean {
  const { errorsKeptMs, jobsKeptMs, jobsHiddenMs } = result.seeded.knobs;
  return [errorsKeptMs, jobsKeptMs, jobsHiddenMs].some((one) => one !== undefined);
}

function isKeyUnique({ key, isVinUnique, isDefinitionReadable }: Target): boolean {
  return key === 'vin__c' && isVinUnique && isDefinitionReadable;
}

/**
 * Records that our own login created just before the run look as if the run had created them. Without times in
 * answers, the clock that dates them may be a minute beside ours.
 */
function isFreshlyOurs({ target, wire }: RunResult['seeded']): boolean {
  const { existing, areExistingOurs, existingAgeMs } = target;
  return existing > 0 && areExistingOurs && existingAgeMs < (wire.hasDate ? 3000 : 63_000);
}

const FIELDS = { vin__c: 'vin', brand__c: 'brand', legacyId__c: 'n' } as const;

function cellOf(record: SourceRecord | undefined, key: Target['key']): string {
  return key === undefined ? '' : String(record?.[FIELDS[key]] ?? '');
}

/** As a server may normalize before it compares. */
function normalized(text: string): string {
  const plain = text.normalize('NFKC').trim().toLowerCase();
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain) ? String(Number(plain)) : plain;
}

function countsOf(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}
