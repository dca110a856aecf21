import { line } from '../line.mjs';
import { run, withServer, withTenant } from '../process.mjs';
import { inRounds } from '../rounds.mjs';
import { cpuOf, emptied, inFolder, speedOf } from './figures.mjs';

/** JSON Lines to CSV files, and to a tenant. */
export async function throughput({ folder, rounds, jsonlPath }) {
  const output = (work) => emptied(folder, work);
  const results = await inRounds(rounds, {
    core: () => output((path) => run('core', [jsonlPath, path])),
    keyed: () => output((path) => run('core', [jsonlPath, path, 'keyed'])),
    whole: () => output((path) => withTenant((url) => run('rowferry', [jsonlPath, path, url]))),
    plain: () => inFolder(folder, (path) => run('plain', [jsonlPath, path])),
    floor: () => run('floor', [jsonlPath]),
    duckdb: () => inFolder(folder, (path) => run('duckdb', [jsonlPath, path])),
    jsforce: () => withServer('salesforce', [], (url) => run('jsforce', [jsonlPath, url])),
  });
  const speed = (one, other) => results.map((figures) => speedOf(figures[one], figures[other]));
  const cpu = (one, other) => results.map((figures) => cpuOf(figures[one], figures[other]));
  return [
    line('core, speed to the plain pipeline', speed('core', 'plain'), {
      ...{ atLeast: 1, isAim: true },
      limit: 'one thread; each record is kept beside its row, and both are synced',
    }),
    line('core with a key, speed to core without', speed('keyed', 'core'), {
      ...{ atLeast: 0.9, isAim: true },
      limit: 'one hash of each key, written to the index of the chunk',
    }),
    line('core, CPU to lines + `JSON.parse`', cpu('core', 'floor'), {
      ...{ unit: ' ×', atMost: 1.7, isAim: true },
      limit: 'half is `JSON.parse`, which keeps all digits; a quarter makes rows, a fifth writes',
    }),
    line('plain pipeline, CPU to lines + `JSON.parse`', cpu('plain', 'floor'), {
      unit: ' ×',
      limit: 'csv-stringify; shown to relate the lines above to each other',
    }),
    line('whole migration, speed to the plain pipeline', speed('whole', 'plain'), {
      ...{ atLeast: 0.75, isAim: true },
      limit:
        'the tenant, which uses the other core; a real one adds 2 s at the end of a run, in case a list is late',
    }),
    line("whole migration, CPU to jsforce's bulk loader", cpu('whole', 'jsforce'), {
      unit: ' ×',
      limit: 'jsforce keeps all records in memory, and neither files nor a journal',
    }),
    line('core, speed to DuckDB', speed('core', 'duckdb'), {
      ...{ atLeast: 0.22, isAim: true },
      limit: 'JavaScript creates an object for each record; DuckDB is vectorized native code',
    }),
  ];
}
