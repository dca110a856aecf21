import type { Plugin } from '@rowferry/core';
import { counted } from '../number-text.ts';
import { say } from '../output.ts';

/** Prints how many records the retry moves, and how many it leaves out. */
export const leftOutReporter: Plugin = {
  name: 'taken',
  onStart({ retry: counts }) {
    if (counts === undefined) return;
    const { records, withoutRecord, notFinite, unproven } = counts;
    say(`Retrying ${counted(records, 'record')}.`);
    if (withoutRecord > 0) {
      say(
        `  Left out: ${counted(withoutRecord, 'rejected line')} without a record to send. No later retry takes them.`,
      );
    }
    if (notFinite > 0) {
      say(
        `  Left out: ${counted(notFinite, 'record')} with NaN, an infinity or an invalid date, which JSON cannot express.`,
      );
    }
    if (unproven > 0) {
      say(
        `  Left out: ${counted(unproven, 'unresolved record')} not proven absent; look them up in Zuora.`,
      );
    }
  },
};
