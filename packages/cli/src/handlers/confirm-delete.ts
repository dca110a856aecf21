import { TargetError } from '@rowferry/core';
import type { Condition, Filter, FilterQuery, Namespace, Records } from '@rowferry/zuora';
import { Fault } from '../fault.ts';
import { counted } from '../number-text.ts';
import { say } from '../output.ts';
import { askYesNo, canAsk } from '../question.ts';

/** Counting stops here: each thousand records is a request that reads all of them. */
const COUNT_MAX = 10_000;

/** Says how many records a delete job would delete, and asks. Throws a `Fault` unless the answer is yes. */
export async function confirmDelete(
  records: Records,
  query: FilterQuery & { readonly namespace?: Namespace | undefined },
  signal: AbortSignal,
): Promise<void> {
  if (!canAsk()) {
    throw new Fault(
      'a delete job asks first, and there is no terminal to ask on; add --yes to delete whatever matches the filter',
    );
  }
  if (query.namespace === 'com_zuora') {
    throw new Fault(
      'the records of com_zuora cannot be counted; add --yes to delete whatever matches',
    );
  }
  const found = await countMatching(records, query, signal);
  say(`${countText(found)} of ${query.object} ${found > 1 ? 'match' : 'matches'} now:`);
  say(`  ${filterText(query.filter)}`);
  const question = 'Zuora deletes for good whatever matches when the job runs. Create the job?';
  if (!(await askYesNo(question, signal))) {
    throw new Fault('no job was created, because the answer was not yes');
  }
}

/** How many records match, or `COUNT_MAX` if there are at least so many. */
async function countMatching(
  records: Records,
  query: FilterQuery,
  signal: AbortSignal,
): Promise<number> {
  let found = 0;
  try {
    for await (const _ of records.matching(query, { signal })) {
      found++;
      if (found === COUNT_MAX) break;
    }
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    throw new Fault(
      `the records that match cannot be counted, so no job was created; --yes creates it without counting: ${error.message}`,
      { cause: error },
    );
  }
  return found;
}

function countText(found: number): string {
  if (found === 0) return 'No record';
  return `${found === COUNT_MAX ? 'At least ' : ''}${counted(found, 'record')}`;
}

function filterText({ conditions }: Filter): string {
  return conditions.map(conditionText).join(' and ');
}

function conditionText({ field, operator, value }: Condition): string {
  return `${field} ${operator} ${typeof value === 'string' ? JSON.stringify(value) : value}`;
}
