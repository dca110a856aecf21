import { testWokenRuns } from './woken-runs.ts';

testWokenRuns([1], 'change', 'when the other is over');
testWokenRuns([1], 'request', 'when the other is over');
testWokenRuns([51], 'change', 'while the other works');
testWokenRuns([51], 'request', 'while the other works');
