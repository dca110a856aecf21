// The same load in virtual time, with the tenant in this process. Prints the figures, and whether the run has reported
// that it waits because few requests are left.
import { rm } from 'node:fs/promises';
import { migrate } from '@rowferry/core';
import { DEFAULT_CLIENT, defineObject } from '@rowferry/simulator';
import { zuora } from '@rowferry/zuora';
import { idleTime } from '../../test/world/idle-time.ts';
import { fields } from '../legacy.mjs';
import { slotColumns, slotFigures, slotKnobs, slotOptions, slotSource } from '../slot-load.mjs';

const [runDir, jobs, seconds, how, seed, knobs] = process.argv.slice(2);
const time = idleTime(seed);
const tenant = await time.startTenant({
  definitions: [defineObject('Vehicle', fields)],
  knobs: { ...slotKnobs(Number(seconds), how), ...JSON.parse(knobs) },
});
const target = zuora({
  ...{ baseUrl: tenant.url, ...DEFAULT_CLIENT, dispatcher: time.dispatcher },
  ...{ object: 'Vehicle', operation: 'create' },
});
let hasReported = false;
await migrate(slotSource(Number(jobs), how), {
  ...{ columns: slotColumns, target: time.track(target), jobs: slotOptions, runDir },
  ...{ world: time.world },
  plugins: [
    {
      name: 'waits',
      onProgress({ waits }) {
        hasReported ||= waits.some((wait) => wait.for === 'quota');
      },
    },
  ],
});
const books = { jobs: tenant.tenant.jobs(), requests: tenant.tenant.requests.byEndpoint };
const figures = slotFigures(books, Number(jobs), Number(seconds), how);
process.stdout.write(`${JSON.stringify({ ...figures, hasReported })}\n`);
await tenant.close();
await rm(runDir, { recursive: true, force: true });
process.exit();
