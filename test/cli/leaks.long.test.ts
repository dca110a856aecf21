import { describe } from 'vitest';
import { testTenants, testTokens } from './hostile-runs.ts';

describe.concurrent('no secret and no record is shown, and none is left in a file that is not for records', () => {
  testTenants([
    ['stores all rows', 0],
    ['refuses the create', 2],
    ['refuses the login', 2],
    ['answers as a gateway', 75],
  ]);
  testTokens(['e', 'pend', 'completed', 'Thing', 'job-1']);
});
