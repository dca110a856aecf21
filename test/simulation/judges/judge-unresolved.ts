import type { SourceRecord, UnresolvedCode, Verdict } from '@rowferry/core';
import type { Ran } from '../run/ran.ts';
import { journalOf } from '../run/run-files.ts';

type Unresolved = Verdict & { readonly verdict: 'unresolved' };

/** What decides whether a doubt may stay open. */
interface Facts {
  readonly ran: Ran;
  /** How often a key stands in the source, folded as servers fold. */
  readonly keys: ReadonlyMap<string, number>;
  readonly ids: ReadonlyMap<string, number>;
  /** Jobs that rows in doubt were submitted again with. */
  readonly resubmits: number;
  /** Jobs to which a file was sent, or was about to be. */
  readonly filed: ReadonlySet<string | undefined>;
  readonly isShared: boolean;
  /** A job that a lost create left, and that failed by itself, looks like another program's. */
  readonly hasLostCreates: boolean;
}

/** Holds every unresolved record against the grounds that there are for leaving it so. */
export function judgeUnresolved(ran: Ran): string[] {
  const open = [...ran.verdicts.values()].filter(
    (one): one is Unresolved => one.verdict === 'unresolved',
  );
  if (open.length === 0) return [];
  const { key, operation } = ran.seeded.target;
  const { entries } = journalOf(ran);
  const filings = entries.filter(({ type }) => type === 'uploading');
  const facts = {
    ran,
    keys: countsOf(ran.records.map((record) => folded(cellOf(record, key)))),
    ids: countsOf(ran.records.map(({ id }) => String(id))),
    resubmits: entries.reduce((sum, one) => sum + (one.again?.length ?? 0), 0),
    filed: new Set(filings.map(({ job }) => job)),
    isShared: ran.seeded.sameLogin.length > 0,
    hasLostCreates: entries.some(({ type }) => type === 'accounted'),
  };
  return open.flatMap((verdict) => {
    const isGround = GROUNDS[verdict.code];
    const { position, code, job } = verdict;
    const faults: string[] = [];
    if (!isGround(verdict, facts))
      faults.push(`${position} is unresolved by ${code} without a cause`);
    if (!facts.filed.has(job))
      faults.push(`${position} is unresolved by ${job}, which took no file`);
    const isSettled = operation === 'update' ? !UPDATE.includes(code) : isStrict(verdict, facts);
    if (isSettled) faults.push(`${position} is unresolved by ${code}, and could be settled`);
    return faults;
  });
}

/**
 * A unique, non-empty key that stands once settles every doubt, unless the budget of jobs or the
 * look-ups do not allow it, or another program uses the same login.
 */
function isStrict({ code, position }: Unresolved, facts: Facts): boolean {
  const { seeded, records } = facts.ran;
  if (!isKeyUnique(seeded.target) || facts.isShared || CUT_SHORT.includes(code)) return false;
  const key = folded(cellOf(records[position], seeded.target.key));
  if (code === 'CREATOR_UNCERTAIN' && facts.hasLostCreates) return false;
  if (UNSEEN_END.includes(code) && seeded.knobs.jobsHiddenMs !== undefined) return false;
  // Nobody can tell what a job that is gone may store yet, where a row is refused in passing.
  if (code === 'JOB_VANISHED' && mayVanish(facts)) return false;
  if (MAKER_UNTOLD.includes(code) && isFreshlyOurs(seeded.target)) return false;
  return key !== '' && facts.keys.get(key) === 1;
}

const UPDATE: readonly string[] = ['ID_TWICE', 'RESUBMITS_EXHAUSTED'];
const MAKER_UNTOLD: readonly string[] = ['CREATOR_UNCERTAIN', 'DUPLICATE_UNSEEN'];
const UNSEEN_END: readonly string[] = [...MAKER_UNTOLD, 'JOB_VANISHED'];
const CUT_SHORT: readonly string[] = ['RESUBMITS_EXHAUSTED', 'LOOKUP_FAILED'];

type Target = Ran['seeded']['target'];
type IsGround = (verdict: Unresolved, facts: Facts) => boolean;

const hasNoKey: IsGround = (_, { ran }) => ran.seeded.target.key === undefined;
const hasKey: IsGround = (_, { ran }) => ran.seeded.target.key !== undefined;
const keyOf = ({ position }: Unresolved, { ran }: Facts) =>
  folded(cellOf(ran.records[position], ran.seeded.target.key));
const isJob =
  (status: string): IsGround =>
  (verdict, facts) =>
    hasNoKey(verdict, facts) &&
    facts.ran.tenant.jobs().find(({ id }) => id === verdict.job)?.status === status;

/** Each code of an unresolved record, and whether it fits the case. */
const GROUNDS: Readonly<Record<UnresolvedCode, IsGround>> = {
  COUNTS_DISAGREE: hasNoKey,
  ERRORS_UNREADABLE: hasNoKey,
  ERRORS_UNSTABLE: hasNoKey,
  ERROR_UNATTRIBUTED: hasNoKey,
  JOB_CANCELLED: isJob('cancelled'),
  JOB_FAILED: isJob('failed'),
  JOB_VANISHED: (_, facts) => mayVanish(facts),
  KEY_EMPTY: (verdict, facts) => hasKey(verdict, facts) && keyOf(verdict, facts) === '',
  KEY_TWICE: (verdict, facts) =>
    hasKey(verdict, facts) && (facts.keys.get(keyOf(verdict, facts)) ?? 0) > 1,
  KEY_NOT_UNIQUE: (verdict, facts) =>
    hasKey(verdict, facts) && !isKeyUnique(facts.ran.seeded.target),
  CREATOR_UNCERTAIN: (verdict, facts) =>
    hasKey(verdict, facts) &&
    (facts.isShared ||
      facts.hasLostCreates ||
      facts.ran.seeded.knobs.jobsHiddenMs !== undefined ||
      isFreshlyOurs(facts.ran.seeded.target)),
  DUPLICATE_UNSEEN: hasKey,
  LOOKUP_FAILED: (verdict, facts) => {
    const { failedLookUps, seeded } = facts.ran;
    const isWireBad = seeded.wire.torn + seeded.wire.unsent > 0;
    return hasKey(verdict, facts) && (failedLookUps > 0 || isWireBad);
  },
  // A doubt over several rows takes two jobs at a time.
  RESUBMITS_EXHAUSTED: (_, { ran, resubmits }) =>
    resubmits + 2 > (ran.seeded.jobs.resubmitJobsMax ?? 50),
  ID_TWICE: ({ position }, { ran, ids }) =>
    ran.seeded.target.operation === 'update' &&
    (ids.get(String(ran.records[position]?.['id'])) ?? 0) > 1,
};

/** Whether jobs answer 404 though they may have taken a file. */
function mayVanish({ ran }: Facts): boolean {
  const { jobsHiddenMs, jobsKeptMs, pendingExpiryTo } = ran.seeded.knobs;
  return jobsHiddenMs !== undefined || jobsKeptMs !== undefined || pendingExpiryTo === 'gone';
}

function isKeyUnique({ key, isVinUnique, isDefinitionReadable }: Target): boolean {
  return key === 'vin__c' && isVinUnique && isDefinitionReadable;
}

/** Records that our own login made just before the run look as if the run had made them. */
function isFreshlyOurs({ existing, areExistingOurs, existingAgeMs }: Target): boolean {
  return existing > 0 && areExistingOurs && existingAgeMs < 3000;
}

const FIELDS = { vin__c: 'vin', brand__c: 'brand', legacyId__c: 'n' } as const;

function cellOf(record: SourceRecord | undefined, key: Target['key']): string {
  return key === undefined ? '' : String(record?.[FIELDS[key]] ?? '');
}

/** As a server may do before it compares. */
function folded(text: string): string {
  const plain = text.normalize('NFKC').trim().toLowerCase();
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain) ? String(Number(plain)) : plain;
}

function countsOf(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}
