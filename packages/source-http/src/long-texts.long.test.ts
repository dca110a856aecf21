import { testLongTexts } from './long-texts.fixture.ts';

// Longer than a string can be.
testLongTexts(544);
