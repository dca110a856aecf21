import { testWokenRuns } from './woken-runs.ts';

testWokenRuns([2, 3, 4, 5], 'change', 'when the other has ended');
testWokenRuns([2, 3, 4], 'request', 'when the other has ended');
testWokenRuns([52, 53, 54, 55], 'change', 'while the other works');
testWokenRuns([52, 53, 54, 55], 'request', 'while the other works');
