import type { Verdict } from '@rowferry/core';
import type { Ran } from '../run/ran.ts';
import { journalOf } from '../run/run-files.ts';
import { carriedBy, numberOf, placeOf, positionsOf, storedIn } from './stored.ts';

const SECOND_MS = 1000;

/** Holds every verdict against what the tenant really did. */
export function judgeBooks(ran: Ran): string[] {
  const stored = storedIn(ran);
  return [
    ...[...positionsOf(ran)].flatMap(([n, positions]) =>
      judgeStored(n, positions, stored.get(n) ?? [], ran),
    ),
    ...[...ran.verdicts.values()].flatMap((verdict) => [
      ...judgePlace(verdict, stored, ran),
      ...judgeErrors(verdict, ran),
      ...judgeRecord(verdict, ran),
    ]),
    ...(ran.seeded.target.operation === 'create' ? [] : judgeUpdates(ran)),
  ];
}

/** Holds how often a record was stored against the verdicts of the positions at which it stands. */
function judgeStored(
  n: number,
  positions: readonly number[],
  places: readonly string[],
  { verdicts, seeded }: Ran,
): string[] {
  const told = positions.map((position) => verdicts.get(position)?.verdict);
  const loaded = told.filter((one) => one === 'loaded').length;
  const refused = told.filter((one) => one === 'rejected' || one === 'skipped').length;
  const isCreate = seeded.target.operation === 'create';
  // The same update may be stored several times.
  const count = isCreate ? places.length : Math.min(places.length, 1);
  const isRight = loaded <= count && count <= positions.length - refused;
  const where = places.join(', ') || 'nowhere';
  return isRight ? [] : [`${n} stands at ${positions}, told ${told}, and is stored: ${where}`];
}

/** A loaded record was stored where it is told to be, or is told to be nowhere if two jobs carried it. */
function judgePlace(
  verdict: Verdict,
  stored: ReadonlyMap<number, readonly string[]>,
  ran: Ran,
): string[] {
  if (verdict.verdict !== 'loaded') return [];
  const { position, job, row } = verdict;
  const n = numberOf(ran, position);
  const places = stored.get(n) ?? [];
  const told = placeOf(job, row);
  if (places.includes(told)) return [];
  const isNameless = job === undefined && row === undefined;
  if (isNameless && places.some((place) => isOfTwoJobs(n, place, ran))) return [];
  return [`${position} is loaded by ${told}, but stored: ${places.join(', ') || 'nowhere'}`];
}

/**
 * Whether nothing tells which job stored a record: the run knows of another that may have carried it, and
 * that was not over yet, as far as the run has seen, when the one that stored it was at work.
 */
function isOfTwoJobs(n: number, place: string, ran: Ran): boolean {
  const maker = ran.tenant.jobs().find(({ id }) => place.startsWith(`job ${id},`));
  const { createdAt = 0, endedAt = Number.POSITIVE_INFINITY } = maker ?? {};
  // A date that is written in seconds may mean any moment of its second.
  const { dateForm = 'milliseconds' } = ran.seeded.knobs;
  const precisionMs = dateForm === 'milliseconds' ? 1 : SECOND_MS;
  const asWritten = (at: number) => Math.floor(at / precisionMs) * precisionMs;
  const { entries } = journalOf(ran);
  const sent = entries.flatMap(({ type, job }) => (type === 'uploading' && job ? [job] : []));
  // A file that never came to the tenant may have held the row as well.
  const mayCarry = (job: string) => !ran.uploads.has(job) || carriedBy(ran, job).includes(n);
  return [...new Set(sent)].some((job) => {
    if (job === maker?.id || !mayCarry(job)) return false;
    const other = ran.tenant.jobs().find(({ id }) => id === job);
    const seenOver = entries.find((entry) => entry.type === 'ended' && entry.job === job);
    const isGone = seenOver?.status === 'vanished' || seenOver === undefined;
    const until = isGone ? Number.POSITIVE_INFINITY : Number(seenOver.endedAt) + SECOND_MS;
    return asWritten(other?.createdAt ?? 0) <= endedAt && createdAt <= until + SECOND_MS;
  });
}

/** A rejection by the target carries the target's own words for this very row. */
function judgeErrors(verdict: Verdict, ran: Ran): string[] {
  const { tenant, seeded } = ran;
  if (verdict.verdict !== 'rejected' || verdict.by !== 'target') return [];
  const { position, job, row, errors } = verdict;
  if (job === undefined || row === undefined) return [];
  // Where errors have another shape, the words of a file that was refused are others as well.
  if (seeded.knobs.errorShape !== undefined) return [];
  const truth = [...tenant.rejections(job)].find((one) => one.row === row);
  const words = truth?.problems.map(({ message }) => message) ?? [];
  const unsaid = errors
    .map(({ message = '' }) => message)
    .filter((message) => !words.includes(message) && !(truth === undefined && isOfFile(message)))
    .map((message) => `${position} is told \`${message}\`, not one of ${JSON.stringify(words)}`);
  const isOther = truth !== undefined && carriedBy(ran, job)[row - 2] !== numberOf(ran, position);
  return isOther ? [...unsaid, `${position} is not in ${placeOf(job, row)}`] : unsaid;
}

/** A file of one row that is refused as a whole is a refusal of this row; why may have got lost. */
function isOfFile(message: string): boolean {
  return message === '' || /exceeds|more than/.test(message);
}

function judgeRecord({ position, record }: Verdict, ran: Ran): string[] {
  if (record === undefined || Number(record['n']) === numberOf(ran, position)) return [];
  return [`the record of ${position} is told as ${JSON.stringify(record)}`];
}

/** A loaded update is what now stands in the tenant, unless another position wrote there as well. */
function judgeUpdates({ tenant, records, verdicts }: Ran): string[] {
  const written = new Map([...tenant.records('Vehicle')].map((one) => [one.id, one]));
  const ids = records.map(({ id }) => String(id));
  return [...verdicts.values()].flatMap(({ verdict, position }) => {
    const id = ids[position] ?? '';
    if (verdict !== 'loaded' || ids.filter((one) => one === id).length > 1) return [];
    const now = written.get(id)?.cells['legacyId__c'];
    return now === String(position) ? [] : [`${position} is loaded, but ${id} holds ${now}`];
  });
}
