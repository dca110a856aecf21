import { join } from 'node:path';
import type { Disk } from '../host/disk.ts';
import { lookUp } from '../jobs/look-up.ts';
import type { ParentRun } from '../run-directory/description.ts';
import { sameValue } from '../values/same-value.ts';
import type { AbsenceProof, ProveAbsence } from './absence-proof.ts';
import { editedLines } from './edited.ts';
import { isLossy, type ResultLine } from './result-line.ts';
import { resultLines } from './result-lines.ts';
import type { Count } from './taken-count.ts';

/**
 * The lines that a retry takes, some at a time: all that were rejected, and of those that are
 * unresolved the ones that are proven absent.
 */
export async function* takenLines(
  disk: Disk,
  parent: ParentRun,
  prove: ProveAbsence,
  count: Count,
): AsyncGenerator<readonly ResultLine[]> {
  const rejected = join(parent.runDir, 'rejected.jsonl');
  const all =
    parent.rejected === undefined
      ? resultLines(disk, rejected)
      : editedLines(disk, parent.rejected, rejected, parent.runId);
  for await (const numbered of all) {
    const withRecord = numbered.filter(({ line }) => line.record !== undefined);
    const whole = withRecord.filter(({ line, isLost = isLossy(line) }) => !isLost);
    count.records += whole.length;
    count.withoutRecord += numbered.length - withRecord.length;
    count.notFinite += withRecord.length - whole.length;
    yield whole.map(({ line }) => line);
  }
  const proof = await prove();
  for await (const numbered of resultLines(disk, join(parent.runDir, 'unresolved.jsonl'))) {
    const lines = numbered.map(({ line }) => line);
    const absent = proof === undefined ? [] : await absentOf(lines, proof);
    const whole = absent.filter((line) => !isLossy(line));
    count.records += whole.length;
    count.notFinite += absent.length - whole.length;
    count.unproven += lines.length - absent.length;
    yield whole;
  }
}

async function absentOf(
  lines: readonly ResultLine[],
  { key, requests }: AbsenceProof,
): Promise<ResultLine[]> {
  const keyed = lines.filter((line) => line.key !== undefined && line.key !== '');
  const there = new Set<string>();
  const keys = [...new Set(keyed.map((line) => line.key as string))];
  const refused = await lookUp(key, keys, requests, (asked, records) => {
    for (const one of asked) {
      if (records.some((record) => sameValue(record[key], one))) there.add(one);
    }
  });
  return keyed.filter((line) => !there.has(line.key as string) && !refused.has(line.key as string));
}
