import { testLongTexts } from './long-texts.fixture.ts';

// More than the process may hold.
testLongTexts(160);
