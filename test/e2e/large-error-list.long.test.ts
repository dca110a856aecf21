import { testErrorLists } from './large-error-list.ts';

testErrorLists(100_000);
