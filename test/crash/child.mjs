// One process of a run. It starts or resumes the run, and may kill itself. Plain JavaScript with the built
// packages, so that a thousand processes start fast.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { migrate, realWorld, resume } from '@rowferry/core';
import { zuora } from '@rowferry/zuora';

const plan = JSON.parse(process.argv[2]);
const interrupt = new AbortController();
for (const name of ['SIGTERM', 'SIGINT']) process.on(name, () => interrupt.abort(name));

const die = () => process.kill(process.pid, 'SIGKILL');

/** Suspends the process before the n-th change of a file of its run. Another process may wake it. */
function suspendingDisk(disk) {
  let changes = 0;
  const change = (path, work) => {
    if (!/lock\.\d+$/.test(path) && ++changes === plan.sleepAtChange) {
      process.kill(process.pid, 'SIGSTOP');
    }
    return work();
  };
  const suspending = (file, path) =>
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
    createFile: async (path) => suspending(await change(path, () => disk.createFile(path)), path),
    openFile: async (path) => suspending(await disk.openFile(path), path),
    replaceFile: (path, bytes) => change(path, () => disk.replaceFile(path, bytes)),
    removeFile: (path) => change(path, () => disk.removeFile(path)),
  };
}

/** A clock that runs faster, and is the same in every process. */
function fastClock({ start, factor }) {
  const now = () => start + (Date.now() - start) * factor;
  return {
    now,
    elapsed: now,
    sleep: (ms, signal) => realWorld.sleep(ms / factor, signal),
  };
}

/** Writes to stderr that the process waits, for instance to see whether the lock's process is alive. */
function reportingSleep(ms, signal) {
  process.stderr.write('waiting\n');
  return realWorld.sleep(ms, signal);
}

/** Lets the process claim to be in a container, on machines that cannot start one. */
const containerProcesses = {
  ...realWorld.processes,
  own: async () => ({ ...(await realWorld.processes.own()), space: 'another' }),
};

/** Kills the process at the n-th write of the journal, or after its n-th sync. */
function fatalDisk(disk) {
  let appends = 0;
  let syncs = 0;
  const fatal = (file, path) => {
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
    createFile: async (path) => fatal(await disk.createFile(path), path),
    openFile: async (path) => fatal(await disk.openFile(path), path),
  };
}

/** Records with line breaks and quotes. Every tenth one is refused. */
function* records() {
  for (let n = 0; n < plan.records; n++) {
    const vin = `VIN${n}`;
    yield { n, vin, brand: n % 10 === 3 ? null : 'Volvo', notes: `one\n"${n}"` };
  }
}

/** The same records in batches, after each of which reading may restart. */
const source = {
  name: 'records',
  async *read({ checkpoint = 0 }) {
    const all = [...records()].slice(checkpoint);
    for (let at = 0; at < all.length; at += 7) {
      yield { records: all.slice(at, at + 7), checkpoint: checkpoint + at + 7 };
    }
  },
};

/** The same records as PostgreSQL rows. */
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
    ...(plan.reportsWaiting && { sleep: reportingSleep }),
    ...(plan.isInContainer && { processes: containerProcesses }),
    disk: suspendingDisk(fatalDisk(realWorld.disk)),
  },
};
const input = await (plan.postgres ? rows() : plan.hasCheckpoints ? source : records());
const hasStarted = existsSync(join(plan.runDir, 'run.json'));
try {
  await (hasStarted ? resume(input, options) : migrate(input, options));
} catch (error) {
  process.stderr.write(`${error?.stack ?? error}\n`);
  process.exit(interrupt.signal.aborted ? 130 : 2);
}
