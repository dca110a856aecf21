import { testKilledRuns } from './killed-runs.ts';

testKilledRuns([4, 5, 6, 7, 8, 9, 10, 11, 12]);
