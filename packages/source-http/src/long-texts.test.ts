import { testLongTexts } from './long-texts.fixture.ts';

// More than the memory that the process may use.
testLongTexts(160);
