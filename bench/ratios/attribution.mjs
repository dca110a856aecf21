import { line } from '../line.mjs';
import { run, withTenant } from '../process.mjs';
import { inRounds } from '../rounds.mjs';
import { emptied } from './figures.mjs';

const ERRORS = 100_000;
/** The tenant refuses each row for a reason of its own, and echoes the row. */
const REFUSES_ALL = { rowTrouble: 1 };

/** Error lists brought back to their rows, and the same text parsed, in one process. */
export async function attribution({ folder, rounds }) {
  const results = await inRounds(rounds, { errors: () => attributed(folder, ERRORS) });
  return [
    line(
      `${ERRORS.toLocaleString('en')} errors attributed: CPU to \`JSON.parse\` of their list`,
      results.map(({ errors }) => errors.cpuSeconds / errors.parseSeconds),
      {
        ...{ unit: ' ×', atMost: 2, isAim: true },
        limit:
          'a JSON tokenizer in JavaScript; the list is read twice, kept on disk with exact numbers, and read back',
      },
    ),
  ];
}

export function attributed(folder, count) {
  return emptied(folder, (path) =>
    withTenant(async (url) => {
      const figures = await run('attribution', [path, url, String(count)]);
      if (figures.records !== count) throw new Error(`${figures.records} of ${count} are refused`);
      return figures;
    }, REFUSES_ALL),
  );
}
