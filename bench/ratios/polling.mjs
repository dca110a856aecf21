import { line } from '../line.mjs';
import { inRounds } from '../rounds.mjs';
import { inVirtual } from './slots.mjs';

const LOAD = { seconds: 2, jobs: 300 };
const SANDBOX = { requestsPerMinute: 2500, requestsPerHour: 5000, requestsPerDay: 10_000 };
const POLL_SHARE = 0.1;
const HOUR_SECONDS = 3600;

/** The same load at the quota of a production tenant and at that of an API Sandbox, in virtual time. */
export async function polling({ folder, rounds }) {
  const results = await inRounds(rounds, {
    production: (round) => inVirtual(folder, LOAD, 'independent', `p${round}`),
    sandbox: (round) => inVirtual(folder, LOAD, 'independent', `p${round}`, SANDBOX),
  });
  const name = `${LOAD.jobs} jobs of ${LOAD.seconds} s (virtual time)`;
  return [
    line(
      `${name}, production quota: list calls a second`,
      results.map(({ production }) => production.lists),
      { atMost: 4, limit: 'how closely the times of jobs are known' },
    ),
    line(
      `${name}, API Sandbox: list calls to a tenth of an hour's requests`,
      results.map(({ sandbox }) => pollShare(sandbox)),
      { atMost: 1, limit: 'the tenth itself: asking more often would find ended jobs sooner' },
    ),
    line(
      `${name}, API Sandbox: runs that report this wait`,
      results.map(({ sandbox }) => (sandbox.hasReported ? 100 : 0)),
      { unit: ' %', digits: 0, atLeast: 100, limit: 'nothing' },
    ),
    line(
      `${name}, API Sandbox: time to that at production quota`,
      results.map(({ sandbox, production }) => sandbox.seconds / production.seconds),
      { unit: ' ×', limit: 'ended jobs are found late; larger chunks make it matter less' },
    ),
  ];
}

/** List calls, as a part of what they may be in the hours that the run has taken. */
function pollShare({ lists, seconds }) {
  const hours = Math.max(1, seconds / HOUR_SECONDS);
  return (lists * seconds) / (SANDBOX.requestsPerHour * POLL_SHARE * hours);
}
