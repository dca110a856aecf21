import { testEveryPrefix } from './every-prefix.ts';

testEveryPrefix(3);
