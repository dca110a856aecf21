import { line } from '../line.mjs';
import { run, withTenant } from '../process.mjs';
import { inRounds } from '../rounds.mjs';
import { slotFigures, slotKnobs } from '../slot-load.mjs';
import { emptied } from './figures.mjs';

/** Loads of so many jobs of so many seconds, and their bounds. `makespans`: independent times, and those of rows. */
const LOADS = [
  { seconds: 2, jobs: 60, isReal: true, atWork: 90, makespans: [1.15, 1.08], lists: 4 },
  { seconds: 10, jobs: 40, isReal: true, atWork: 96, makespans: [1.1, 1.06], lists: 2 },
  { seconds: 60, jobs: 40, isReal: false, atWork: 97.5, makespans: [], lists: 0.5 },
  { seconds: 600, jobs: 40, isReal: false, atWork: 98, makespans: [], lists: 0.5 },
];
const KINDS = ['independent', 'rows'];

/** Whether five slots are at work. Loads in real time wait most of the time, so those of a round run side by side. */
export async function slots({ folder, rounds }) {
  const real = LOADS.filter(({ isReal }) => isReal);
  const results = await inRounds(rounds, {
    real: () =>
      Promise.all(real.map((load) => bothKinds(load, (how) => inReal(folder, load, how)))),
    virtual: async (round) => {
      const figures = [];
      for (const load of LOADS.filter(({ isReal }) => !isReal)) {
        figures.push(await bothKinds(load, (how) => inVirtual(folder, load, how, `s${round}`)));
      }
      return figures;
    },
  });
  const found = results.map(({ real, virtual }) => [...real, ...virtual]);
  return LOADS.flatMap((load, at) =>
    linesOf(
      load,
      found.map((loads) => loads[at]),
    ),
  );
}

async function bothKinds({ isReal }, measured) {
  if (isReal) return Promise.all(KINDS.map(measured));
  return [await measured('independent'), await measured('rows')];
}

function inReal(folder, { seconds, jobs }, how) {
  return emptied(
    folder,
    (path) =>
      withTenant(
        async (url, books) => {
          await run('slots', [path, url, String(jobs), how]);
          return slotFigures(await books(), jobs, seconds, how);
        },
        slotKnobs(seconds, how),
      ),
    `${seconds}-${how}`,
  );
}

export function inVirtual(folder, { seconds, jobs }, how, seed, knobs = {}) {
  const words = [String(jobs), String(seconds), how, seed, JSON.stringify(knobs)];
  return emptied(folder, (path) => run('virtual-slots', [path, ...words], ['--import', 'tsx']));
}

function linesOf({ seconds, jobs, isReal, atWork, makespans, lists }, rounds) {
  const time = seconds < 600 ? `${seconds} s` : `${seconds / 60} min`;
  const jobsOf = `${jobs} jobs of ${time}${isReal ? '' : ' (virtual time)'}`;
  const [independent, rows] = KINDS.map((_, at) => rounds.map((kinds) => kinds[at]));
  return [
    line(
      `${jobsOf}: five slots at work`,
      independent.map((one) => one.atWork * 100),
      {
        ...{ unit: ' %', digits: 1, atLeast: atWork },
        limit:
          'until an ended job is found: the time between two list calls; then create and upload',
      },
    ),
    line(
      `${jobsOf}: makespan to the ideal, independent times`,
      independent.map((one) => one.makespan),
      {
        ...{ unit: ' ×', atMost: makespans[0] },
        limit: 'as above, and at the end: the longest of the last jobs, while other slots are free',
      },
    ),
    line(
      `${jobsOf}: makespan to the ideal, times follow rows`,
      rows.map((one) => one.makespan),
      {
        ...{ unit: ' ×', atMost: makespans[1] },
        limit: 'as above; the fixed part of the time of the smaller jobs at the end',
      },
    ),
    line(
      `${jobsOf}: list calls a second`,
      independent.map((one) => one.lists),
      { atMost: lists, limit: 'how closely the times of jobs are known' },
    ),
  ];
}
