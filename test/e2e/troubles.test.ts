import { testVariants } from './test-variants.ts';
import { TROUBLES } from './variants.ts';

testVariants(TROUBLES);
