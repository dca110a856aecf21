import { testKilledRuns } from './killed-runs.ts';

testKilledRuns([1, 2, 3]);
