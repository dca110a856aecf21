import { testVariants } from './test-variants.ts';
import { FAULTS } from './variants.ts';

testVariants(FAULTS);
