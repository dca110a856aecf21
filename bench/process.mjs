import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

function scriptOf(name) {
  return fileURLToPath(new URL(`processes/${name}.mjs`, import.meta.url));
}

/** Runs a measured process until it ends and returns the figures that it printed. */
export async function run(name, args) {
  const stdio = ['ignore', 'pipe', 'inherit'];
  const child = spawn(process.execPath, [scriptOf(name), ...args], { stdio });
  const [printed, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  if (code !== 0) throw new Error(`${name} ended with exit code ${code}`);
  return JSON.parse(printed);
}

/** Calls `work` with the URL of a new tenant, which runs in its own process. */
export async function withTenant(work) {
  const tenant = fork(scriptOf('tenant'), { execArgv: [] });
  try {
    const [url] = await once(tenant, 'message');
    return await work(url);
  } finally {
    tenant.kill();
  }
}
