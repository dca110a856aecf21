// One process of a run: it begins or resumes it, and may kill itself. Plain JavaScript on the built
// packages, so that a thousand of them start fast.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { migrate, realWorld, resume } from '@rowferry/core';
import { zuora } from '@rowferry/zuora';

const plan = JSON.parse(process.argv[2]);
const interrupt = new AbortController();
for (const name of ['SIGTERM', 'SIGINT']) process.on(name, () => interrupt.abort(name));

const die = () => process.kill(process.pid, 'SIGKILL');

/** Stops the process before it changes a file of its run for the n-th time; others may wake it. */
function sleepyDisk(disk) {
  let changes = 0;
  const change = (path, work) => {
    if (!/lock\.\d+$/.test(path) && ++changes === plan.sleepAtChange) {
      process.kill(process.pid, 'SIGSTOP');
    }
    return work();
  };
  const sleepy = (file, path) =>
    file && {
      ...file,
      get sizeBytes() {
        return file.sizeBytes;
      },
      append: (bytes) => change(path, () => file.append(bytes)),
      truncate: (size) => change(path, () => file.truncate(size)),
    };
  return {
    ...disk,
    createFile: async (path) => sleepy(await change(path, () => disk.createFile(path)), path),
    openFile: async (path) => sleepy(await disk.openFile(path), path),
    replaceFile: (path, bytes) => change(path, () => disk.replaceFile(path, bytes)),
    removeFile: (path) => change(path, () => disk.removeFile(path)),
  };
}

/** A clock that runs faster, and the same one in every process. */
function fastClock({ start, factor }) {
  const now = () => start + (Date.now() - start) * factor;
  return {
    now,
    elapsed: now,
    sleep: (ms, signal) => realWorld.sleep(ms / factor, signal),
  };
}

/** Says on stderr that the process waits, as where it watches whether a holder lives. */
function sayingSleep(ms, signal) {
  process.stderr.write('waits\n');
  return realWorld.sleep(ms, signal);
}

/** Where nothing can start a process in a container, it says that it is in one. */
const foreignProcesses = {
  ...realWorld.processes,
  own: async () => ({ ...(await realWorld.processes.own()), space: 'another' }),
};

/** Kills the process when the journal has been written, or synced, for the n-th time. */
function mortalDisk(disk) {
  let appends = 0;
  let syncs = 0;
  const mortal = (file, path) => {
    if (file === undefined || !path.endsWith('journal.jsonl')) return file;
    return {
      ...file,
      get sizeBytes() {
        return file.sizeBytes;
      },
      async append(bytes) {
        if (++appends === plan.dieAtAppend) {
          await file.append(bytes.subarray(0, Math.floor(bytes.length * plan.tornShare)));
          die();
        }
        await file.append(bytes);
      },
      async sync() {
        await file.sync();
        if (++syncs === plan.dieAtSync) die();
      },
    };
  };
  return {
    ...disk,
    createFile: async (path) => mortal(await disk.createFile(path), path),
    openFile: async (path) => mortal(await disk.openFile(path), path),
  };
}

/** Records with lines breaks and quotes; each tenth is refused. */
function* records() {
  for (let n = 0; n < plan.records; n++) {
    const vin = `VIN${n}`;
    yield { n, vin, brand: n % 10 === 3 ? null : 'Volvo', notes: `one\n"${n}"` };
  }
}

/** The same records in batches behind which reading may restart. */
const source = {
  name: 'records',
  async *read({ checkpoint = 0 }) {
    const all = [...records()].slice(checkpoint);
    for (let at = 0; at < all.length; at += 7) {
      yield { records: all.slice(at, at + 7), checkpoint: checkpoint + at + 7 };
    }
  },
};

/** The same records as rows of PostgreSQL. */
async function rows() {
  const { postgres } = await import('@rowferry/source-postgres');
  return postgres(plan.postgres);
}

const options = {
  columns: { vin__c: 'vin', brand__c: 'brand', notes__c: 'notes', legacyId__c: 'n' },
  ...(plan.hasKey && { key: 'vin__c' }),
  target: zuora({ ...plan.client, object: 'Vehicle', operation: 'create' }),
  jobs: plan.jobs,
  runDir: plan.runDir,
  signal: interrupt.signal,
  world: {
    ...realWorld,
    ...(plan.clock && fastClock(plan.clock)),
    ...(plan.saysWaiting && { sleep: sayingSleep }),
    ...(plan.isForeign && { processes: foreignProcesses }),
    disk: sleepyDisk(mortalDisk(realWorld.disk)),
  },
};
const input = await (plan.postgres ? rows() : plan.hasCheckpoints ? source : records());
const isBegun = existsSync(join(plan.runDir, 'run.json'));
try {
  await (isBegun ? resume(input, options) : migrate(input, options));
} catch (error) {
  process.stderr.write(`${error?.stack ?? error}\n`);
  process.exit(interrupt.signal.aborted ? 130 : 2);
}
