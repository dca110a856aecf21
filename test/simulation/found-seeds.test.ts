import { expect, test } from 'vitest';
import { runSeed } from './replay.ts';

test.each([
  [1795992864, 'a resume relies on a journal line that the previous process could not sync'],
  [
    7000522,
    'an error list is late, and the clock of the resume is ahead of the clock that timed the end of its job',
  ],
  [
    1796005961,
    'dates have a resolution of seconds, so that a record matches the job that stored it and the next one',
  ],
  [392, 'a process whose create was lost has a login that no answer ever showed'],
  [1229, 'the first create is lost, and the dates are 3 s beside the time in answers'],
  [9204158, 'a list is refused between two tries of a create that was lost'],
  [9204203, 'the machine sleeps while the answer that sets the clock is on its way'],
  [9205492, 'the login ends before a job is cancelled that no journal names'],
  [9206491, 'the time in an answer is cut to the second, and the dates are 3 s beside it'],
  [
    9402209,
    'a create of a login that was never known and one of this process are lost, and both left a job',
  ],
  [1796047811, 'the answer that the login has ended breaks off while an error list is read'],
  [9441336, 'a job whose upload was refused is cancelled until an interruption ends all work'],
  [9420496, 'the machine sleeps in front of a create, and the run is interrupted when it wakes'],
  [9421009, 'the login ends while lost creates are looked for behind the first answered create'],
  [
    9501745,
    'two creates of a login that was never known are lost, and a job of a later login may be of either',
  ],
  [9582169, 'the machine sleeps before the first answer that has a time is read'],
  [9601588, 'two creates of a chunk are sent in the same second, and one of them is accounted for'],
  [9207594, 'three creates are lost whose process knew its login, and the next one does not yet'],
])('seed %i, in which %s, keeps every promise', async (seed) => {
  expect((await runSeed(seed)).faults).toEqual([]);
});
