import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

function scriptOf(name) {
  return fileURLToPath(new URL(`processes/${name}.mjs`, import.meta.url));
}

/** Runs a measured process to its end and gives the figures that it printed. */
export async function run(name, words) {
  const stdio = ['ignore', 'pipe', 'inherit'];
  const child = spawn(process.execPath, [scriptOf(name), ...words], { stdio });
  const [printed, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  if (code !== 0) throw new Error(`${name} ended with exit code ${code}`);
  return JSON.parse(printed);
}

/** Does work beside a fresh tenant, which listens in a process of its own. */
export async function withTenant(work) {
  const tenant = fork(scriptOf('tenant'));
  try {
    const [url] = await once(tenant, 'message');
    return await work(url);
  } finally {
    tenant.kill();
  }
}
