import { expect, it } from 'vitest';
import { memoryDisk } from '../../../../test/world/memory-disk.ts';
import { virtualWorld } from '../../../../test/world/virtual-world.ts';
import type { Target } from '../contract/target.ts';
import { TargetError } from '../contract/target-error.ts';
import { requestsTo } from '../jobs/requests.ts';
import type { AbsenceProof } from './absence-proof.ts';
import { takenLines } from './taken.ts';
import { newCount } from './taken-count.ts';

const PARENT = { runId: 'r', runDir: '/run' };

/** A target that has `V1` and refuses to look up `V2`. */
const target = {
  async *find(_: string, keys: readonly string[]) {
    if (keys.includes('V2')) {
      throw new TargetError('refused', { answer: 'refused', meaning: 'other' });
    }
    if (keys.includes('V1')) yield { vin__c: 'V1' };
  },
};

/** The positions of the unresolved lines that a retry takes, one for each of these keys. */
async function taken(keys: readonly (string | undefined)[], isProvable = true) {
  const disk = memoryDisk();
  const lines = keys.map((key, position) =>
    JSON.stringify({ position, at: `r:${position}`, record: {}, reason: 'x', job: 'j', key }),
  );
  await disk.replaceFile('/run/rejected.jsonl', Buffer.from(''));
  await disk.replaceFile('/run/unresolved.jsonl', Buffer.from(`${lines.join('\n')}\n`));
  const attempts = { attemptsMax: 3, retryDeadlineSeconds: 900 };
  const never = new AbortController().signal;
  const requests = requestsTo(
    target as Partial<Target> as Target,
    attempts,
    virtualWorld(1),
    never,
  );
  const proof: AbsenceProof | undefined = isProvable ? { key: 'vin__c', requests } : undefined;
  const count = newCount();
  const positions: unknown[] = [];
  for await (const some of takenLines(disk, PARENT, async () => proof, count)) {
    positions.push(...some.map(({ position }) => position));
  }
  return { positions, unproven: count.unproven };
}

it('a retry takes of what is unresolved only what a look-up shows to be absent', async () => {
  expect(await taken(['V0', 'V1', 'V2', 'V3', '', undefined])).toEqual({
    positions: [0, 3],
    unproven: 4,
  });
});

it('a retry takes nothing that is unresolved if nothing can prove its absence', async () => {
  expect(await taken(['V0', 'V3'], false)).toEqual({ positions: [], unproven: 2 });
});
