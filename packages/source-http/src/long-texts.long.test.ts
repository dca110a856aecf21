import { testLongTexts } from './long-texts.fixture.ts';

// More than a string may hold.
testLongTexts(544);
