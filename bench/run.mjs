// Runs one of the measurements: `throughput`, or the one that the first word names.
const [name = 'throughput'] = process.argv.slice(2);
const known = ['throughput', 'durability'];
if (!known.includes(name)) {
  process.stderr.write(`no measurement is named ${name}, only ${known.join(', ')}\n`);
  process.exitCode = 2;
} else await import(`./${name}.mjs`);
