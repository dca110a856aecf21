import { within } from '../patience.ts';
import { must, type Rule } from '../rule.ts';
import { heldBefore, released } from './releasing.ts';
import type { SourceSubject } from './subject.ts';

/** The rule about what a source knows before it reads. */
export const FIELDS: readonly Rule<SourceSubject>[] = [
  {
    name: 'fields',
    promise: 'names its fields before it is read, and keeps nothing open',
    applies: ({ fields }) => fields !== undefined,
    async check(subject) {
      const { source, fields: expected = [], patienceMs } = subject;
      const before = await heldBefore(subject);
      const { signal } = new AbortController();
      const made = await source();
      must(made.fields !== undefined, 'the source has no `fields`');
      const fields = await within(patienceMs, made.fields({ signal }), '`fields`');
      const found = Array.isArray(fields) ? fields.join(', ') : String(fields);
      must(found === expected.join(', '), `expected ${expected.join(', ')}; got ${found}`);
      await released(subject, before, '`fields`', signal);
    },
  },
];
