import type { Verdict } from '@rowferry/core';
import type { Ran } from '../run/ran.ts';
import { carriedBy, placeOf, storedIn } from './stored.ts';

/** Holds every verdict against what the tenant really did. */
export function judgeBooks(ran: Ran): string[] {
  const stored = storedIn(ran);
  const isCreate = ran.seeded.target.operation === 'create';
  const twice = isCreate ? [...stored].filter(([, places]) => places.length > 1) : [];
  return [
    ...twice.map(([position, places]) => `${position} is stored twice: ${places.join(', ')}`),
    ...[...ran.verdicts.values()].flatMap((verdict) => [
      ...judgeVerdict(verdict, stored.get(verdict.position) ?? [], ran),
      ...judgeErrors(verdict, ran),
      ...judgeRecord(verdict),
    ]),
    ...(isCreate ? [] : judgeUpdates(ran)),
  ];
}

function judgeVerdict(verdict: Verdict, places: readonly string[], ran: Ran): string[] {
  const { position } = verdict;
  if (verdict.verdict === 'unresolved') return [];
  const stored = places.length === 0 ? 'no' : places.join(', ');
  if (verdict.verdict !== 'loaded') {
    return places.length === 0 ? [] : [`${position} is ${verdict.verdict}, but stored: ${stored}`];
  }
  const { job, row } = verdict;
  const told = placeOf(job, row);
  if (places.includes(told)) return [];
  // Of several jobs within one second that carried a row, nothing tells which one stored it.
  const hasCarried = carriedBy(ran, job)[row - 2] === position && isCarriedTwice(position, ran);
  if (places.length > 0 && hasCarried) return [];
  return [`${position} is loaded by ${told}, but stored: ${stored}`];
}

function isCarriedTwice(position: number, ran: Ran): boolean {
  const jobs = [...ran.uploads.keys()].filter((job) => carriedBy(ran, job).includes(position));
  return jobs.length > 1;
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
  const isOther = truth !== undefined && carriedBy(ran, job)[row - 2] !== position;
  return isOther ? [...unsaid, `${position} is not in ${placeOf(job, row)}`] : unsaid;
}

/** A file of one row that is refused as a whole is a refusal of this row; why may have got lost. */
function isOfFile(message: string): boolean {
  return message === '' || /exceeds|more than/.test(message);
}

function judgeRecord(verdict: Verdict): string[] {
  const { position, record } = verdict;
  if (record === undefined || Number(record['n']) === position) return [];
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
