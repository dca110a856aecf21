import { testWokenRuns } from './woken-runs.ts';

testWokenRuns([1], 'change', 'when the other has ended');
testWokenRuns([1], 'request', 'when the other has ended');
testWokenRuns([51], 'change', 'while the other works');
testWokenRuns([51], 'request', 'while the other works');
