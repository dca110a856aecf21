import { spawnSync } from 'node:child_process';

/**
 * Looks for known faults in what the packages depend on: in the registry's advisories or, where it has none to give,
 * by versions, as a fault is mended in a newer one. Returns the exit code.
 */
export function audit(pnpm) {
  const { status, stdout, stderr } = run(pnpm, ['audit', '--prod', '--loglevel=error']);
  if (!/ERR_PNPM_AUDIT/.test(stdout + stderr)) {
    process.stdout.write(stdout);
    process.stderr.write(stderr);
    return status ?? 1;
  }
  process.stdout.write('The registry has no advisories to give, so versions are compared:\n');
  const older = newest(pnpm).filter(({ current, newer }) => current !== newer);
  for (const { name, current, newer } of older) {
    process.stdout.write(`  ${name} ${current}: there is ${newer}\n`);
  }
  if (older.length === 0) process.stdout.write('  each one is the newest of its major version.\n');
  return older.length === 0 ? 0 : 1;
}

/** What the packages depend on, with the newest version of the same major version. */
function newest(pnpm) {
  const packages = JSON.parse(
    run(pnpm, ['list', '--recursive', '--prod', '--depth=0', '--json']).stdout,
  );
  const versions = new Map();
  for (const { dependencies = {} } of packages) {
    for (const [name, { version }] of Object.entries(dependencies)) {
      if (/^\d/.test(version)) versions.set(name, version);
    }
  }
  return [...versions].sort().map(([name, current]) => {
    const { status, stdout, stderr } = run(
      ['npm'],
      ['view', `${name}@^${current}`, 'version', '--json'],
    );
    if (status !== 0) throw new Error(`The registry does not answer for ${name}: ${stderr}`);
    return { name, current, newer: [JSON.parse(stdout)].flat().at(-1) };
  });
}

function run([command, ...first], words) {
  const { status, stdout, stderr, error } = spawnSync(command, [...first, ...words], {
    encoding: 'utf8',
  });
  if (error !== undefined) throw error;
  return { status, stdout, stderr };
}
