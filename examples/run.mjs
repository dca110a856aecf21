// Runs the first command in the README of an example, against its own simulated tenant:
// npm run example -- 03
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { DEFAULT_CLIENT, startSimulator } from '@rowferry/simulator';

const examples = (await readdir(import.meta.dirname)).filter((name) => /^\d\d-/.test(name));
const wanted = process.argv[2]?.padStart(2, '0');
const name = examples.find((one) => one === wanted || one.startsWith(`${wanted}-`));
if (name === undefined) {
  process.stderr.write(`Which example? ${examples.join(', ')}\n`);
  process.exitCode = 2;
} else {
  process.exitCode = await run(join(import.meta.dirname, name));
}

async function run(folder) {
  const readme = await readFile(join(folder, 'README.md'), 'utf8');
  // The binary that npx would look up is in the PATH below.
  const command = /```sh\n(.+)\n```/.exec(readme)[1].replace(/^npx /, '');
  // Each time another tenant, so that the same records may be created again.
  const simulator = await startSimulator({ tenantId: String(Date.now()) });
  const env = {
    ...process.env,
    PATH: [join(import.meta.dirname, '../node_modules/.bin'), process.env.PATH].join(delimiter),
    ZUORA_BASE_URL: simulator.url,
    ZUORA_CLIENT_ID: DEFAULT_CLIENT.clientId,
    ZUORA_CLIENT_SECRET: DEFAULT_CLIENT.clientSecret,
  };
  // Only the command handles Ctrl-C.
  process.on('SIGINT', () => {});
  process.stderr.write(`examples/${name}: ${command}\n`);
  try {
    const [code] = await once(
      spawn(command, { cwd: folder, env, shell: true, stdio: 'inherit' }),
      'exit',
    );
    return code ?? 1;
  } finally {
    await simulator.close();
  }
}
