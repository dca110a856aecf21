import { chosenSeeds } from './chosen-seeds.ts';
import { testSeeds } from './seeds-test.ts';

testSeeds(1, chosenSeeds({ ahead: 100, most: 2000 }));
