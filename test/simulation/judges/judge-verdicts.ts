import type { Verdict } from '@rowferry/core';
import { journalOf } from '../run/run-files.ts';
import type { RunResult } from '../run/run-result.ts';
import { numberOf, numbersSentTo, placeOf, positionsOf, storedIn } from './stored.ts';

const SECOND_MS = 1000;

/** Compares every verdict with what the tenant really did. */
export function judgeVerdicts(result: RunResult): string[] {
  const stored = storedIn(result);
  return [
    ...[...positionsOf(result)].flatMap(([n, positions]) =>
      judgeStored(n, positions, stored.get(n) ?? [], result),
    ),
    ...[...result.verdicts.values()].flatMap((verdict) => [
      ...judgePlace(verdict, stored, result),
      ...judgeErrors(verdict, result),
      ...judgeRecord(verdict, result),
    ]),
    ...(result.seeded.target.operation === 'create' ? [] : judgeUpdates(result)),
  ];
}

/** Compares how often a record was stored with the verdicts of its positions. */
function judgeStored(
  n: number,
  positions: readonly number[],
  places: readonly string[],
  { verdicts, seeded }: RunResult,
): string[] {
  const reported = positions.map((position) => verdicts.get(position)?.outcome);
  const loaded = reported.filter((one) => one === 'loaded').length;
  const refused = reported.filter((one) => one === 'rejected' || one === 'skipped').length;
  const isCreate = seeded.target.operation === 'create';
  // The same update may be stored several times.
  const count = isCreate ? places.length : Math.min(places.length, 1);
  const isRight = loaded <= count && count <= positions.length - refused;
  const where = places.join(', ') || 'nowhere';
  return isRight
    ? []
    : [`${n} is at ${positions}, has the verdicts ${reported}, and is stored: ${where}`];
}

/** A loaded record was stored by the job and row of its verdict. If two jobs had it, both may be absent. */
function judgePlace(
  verdict: Verdict,
  stored: ReadonlyMap<number, readonly string[]>,
  result: RunResult,
): string[] {
  if (verdict.outcome !== 'loaded') return [];
  const { position, job, row } = verdict;
  const n = numberOf(result, position);
  const places = stored.get(n) ?? [];
  const reported = placeOf(job, row);
  if (places.includes(reported)) return [];
  const hasNoJob = job === undefined && row === undefined;
  if (hasNoJob && places.some((place) => isAmbiguous(n, place, result))) return [];
  return [`${position} is loaded by ${reported}, but stored: ${places.join(', ') || 'nowhere'}`];
}

/**
 * Whether the run cannot know which job stored a record: it knows another job that may have had the record
 * and that, as far as the run knows, had not ended when the job that stored it was running.
 */
function isAmbiguous(n: number, place: string, result: RunResult): boolean {
  const creator = result.tenant.jobs().find(({ id }) => place.startsWith(`job ${id},`));
  const { createdAt = 0, endedAt = Number.POSITIVE_INFINITY } = creator ?? {};
  // A date with a resolution of seconds may mean any time in its second.
  const { dateForm = 'milliseconds', dateHeaderAheadMs = 0 } = result.seeded.knobs;
  const precisionMs = dateForm === 'milliseconds' ? 1 : SECOND_MS;
  const rounded = (at: number) => Math.floor(at / precisionMs) * precisionMs;
  const { entries } = journalOf(result);
  const sent = entries.flatMap(({ type, job }) => (type === 'uploading' && job ? [job] : []));
  // A file that never arrived may have contained the row as well.
  const mayContain = (job: string) =>
    !result.uploads.has(job) || numbersSentTo(result, job).includes(n);
  return [...new Set(sent)].some((job) => {
    if (job === creator?.id || !mayContain(job)) return false;
    const other = result.tenant.jobs().find(({ id }) => id === job);
    const ended = entries.find((entry) => entry.type === 'ended' && entry.job === job);
    const isGone = ended?.result === 'vanished' || ended === undefined;
    // The end of a job is known by the clock of the answers, the other times by that of the dates.
    const endMs = Number(ended?.endedAt) - dateHeaderAheadMs + SECOND_MS;
    const until = isGone ? Number.POSITIVE_INFINITY : endMs;
    return rounded(other?.createdAt ?? 0) <= endedAt && createdAt <= until + SECOND_MS;
  });
}

/** A rejection by the target has the messages that the target returned for exactly this row. */
function judgeErrors(verdict: Verdict, result: RunResult): string[] {
  const { tenant, seeded } = result;
  if (verdict.outcome !== 'rejected' || verdict.by !== 'target') return [];
  const { position, job, row, errors } = verdict;
  if (job === undefined || row === undefined) return [];
  // With another shape of errors, the messages for a refused file differ as well.
  if (seeded.knobs.errorShape !== undefined) return [];
  const truth = [...tenant.rejections(job)].find((one) => one.row === row);
  const messages = truth?.problems.map(({ message }) => message) ?? [];
  const unknown = errors
    .map(({ message = '' }) => message)
    .filter((message) => !messages.includes(message) && !(truth === undefined && isOfFile(message)))
    .map(
      (message) =>
        `${position} has the message \`${message}\` instead of one of ${JSON.stringify(messages)}`,
    );
  const isOther =
    truth !== undefined && numbersSentTo(result, job)[row - 2] !== numberOf(result, position);
  return isOther ? [...unknown, `${position} is not in ${placeOf(job, row)}`] : unknown;
}

/** Refusing a file with one row refuses this row. The reason may have been lost. */
function isOfFile(message: string): boolean {
  return message === '' || /exceeds|more than/.test(message);
}

function judgeRecord({ position, record }: Verdict, result: RunResult): string[] {
  if (record === undefined || Number(record['n']) === numberOf(result, position)) return [];
  return [`the record of ${position} is reported as ${JSON.stringify(record)}`];
}

/** A loaded update is in the tenant, unless another position has the same Id. */
function judgeUpdates({ tenant, records, verdicts }: RunResult): string[] {
  const written = new Map([...tenant.records('Vehicle')].map((one) => [one.id, one]));
  const ids = records.map(({ id }) => String(id));
  return [...verdicts.values()].flatMap(({ outcome, position }) => {
    const id = ids[position] ?? '';
    if (outcome !== 'loaded' || ids.filter((one) => one === id).length > 1) return [];
    const now = written.get(id)?.cells['legacyId__c'];
    return now === String(position) ? [] : [`${position} is loaded, but ${id} has ${now}`];
  });
}
