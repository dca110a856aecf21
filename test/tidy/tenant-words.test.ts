import { expect, test } from 'vitest';
import { FILES, read } from './tree.ts';

const CORE = FILES.filter(
  (path) => path.startsWith('packages/core/src/') && !/\.(test|fixture)\.ts$/.test(path),
);

/** What belongs to one tenant, one protocol, or the command line. Core knows none of it. */
const FOREIGN: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: 'the name of a tenant', pattern: /zuora/i },
  { what: 'a field', pattern: /\b(Id|CreatedById|CreatedDate|UpdatedById|UpdatedDate)\b|\w__c\b/ },
  { what: 'a code', pattern: /\b7[01][\d_]{5,8}\b/ },
  { what: 'a status', pattern: /\b(pending|in_progress|accepted)\b/ },
  { what: 'an HTTP status', pattern: /(?<![\d_])(40[1-9]|41[0-9]|429|50[1-4])(?![\d_])/ },
  { what: 'a header', pattern: /\b(Retry-After|RateLimit-\w+)\b/ },
  { what: 'a limit', pattern: /\b15[_,]000[_,]000\b/ },
  { what: 'a flag', pattern: /(?<![\w-])--[a-z]/ },
  { what: 'a command', pattern: /\browferry (run|resume|retry|status|jobs)\b/ },
];

test.each(FOREIGN)('core does not know $what', ({ pattern }) => {
  const lines = CORE.flatMap((path) =>
    read(path)
      .split('\n')
      .flatMap((line, index) =>
        pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [],
      ),
  );
  expect(lines).toEqual([]);
});
