// The same migration into a target that reads each file and discards it: no network, no waiting. With
// `unsynced` as the third argument, nothing waits for the disk. The difference is the cost of durability. With `keyed`,
// records have a key. A path that ends in `.csv` is read as CSV.
import { migrate, realWorld } from '@rowferry/core';
import { csv } from '@rowferry/source-csv';
import { jsonl } from '@rowferry/source-jsonl';
import { discardingTarget } from '../discarding-target.mjs';
import { columns, flatColumns } from '../legacy.mjs';
import { measure } from './measure.mjs';

const [path, runDir, how] = process.argv.slice(2);
const isCsv = path.endsWith('.csv');

const unsynced = (file) =>
  file && {
    ...file,
    sync: async () => {},
    get sizeBytes() {
      return file.sizeBytes;
    },
  };

function unsyncedDisk(disk) {
  return {
    ...disk,
    syncFolder: async () => {},
    createFile: async (at) => unsynced(await disk.createFile(at)),
    openFile: async (at) => unsynced(await disk.openFile(at)),
  };
}

await measure(async () => {
  const disk = how === 'unsynced' ? unsyncedDisk(realWorld.disk) : realWorld.disk;
  const world = { ...realWorld, disk };
  const options = {
    columns: isCsv ? flatColumns : columns,
    ...(how === 'keyed' && { key: 'legacyId__c' }),
    target: discardingTarget(),
    runDir,
    jobs: { errorsLagSeconds: 0 },
    world,
  };
  const { records } = await migrate(isCsv ? csv({ path }) : jsonl({ path }), options);
  return records.loaded;
});
