import { testVariants } from './test-variants.ts';
import { ANSWERS } from './variants.ts';

testVariants(ANSWERS);
