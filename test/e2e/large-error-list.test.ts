import { testErrorLists } from './large-error-list.ts';

testErrorLists(20_000);
