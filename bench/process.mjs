import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

function scriptOf(name) {
  return fileURLToPath(new URL(`processes/${name}.mjs`, import.meta.url));
}

/**
 * Runs a measured process until it ends and returns the figures that it printed. `nodeOptions` are those of Node,
 * such as a loader.
 */
export async function run(name, args, nodeOptions = []) {
  const stdio = ['ignore', 'pipe', 'inherit'];
  const child = spawn(process.execPath, [...nodeOptions, scriptOf(name), ...args], { stdio });
  const [printed, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  if (code !== 0) throw new Error(`${name} ended with exit code ${code}`);
  return JSON.parse(printed);
}

/**
 * Calls `work` with the URL of a new tenant, which runs in its own process, and with a function that asks the tenant for
 * its books: all jobs, and how many requests it has received.
 */
export async function withTenant(work, knobs = {}) {
  const tenant = fork(scriptOf('tenant'), [JSON.stringify(knobs)], { execArgv: [] });
  const answer = async () => (await once(tenant, 'message'))[0];
  const books = () => {
    tenant.send('books');
    return answer();
  };
  try {
    return await work(await answer(), books);
  } finally {
    tenant.kill();
  }
}

/** Calls `work` with the URL of a server of `processes`, which runs in its own process. */
export async function withServer(name, args, work) {
  const server = fork(scriptOf(name), args, { execArgv: [] });
  try {
    const [url] = await once(server, 'message');
    return await work(url);
  } finally {
    server.kill();
  }
}
