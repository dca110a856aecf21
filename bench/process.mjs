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

/** Calls `work` with the URL of a server of `processes`, which runs in its own process, and with that process. */
export async function withServer(name, args, work) {
  const server = fork(scriptOf(name), args, { execArgv: [] });
  try {
    const [url] = await once(server, 'message');
    return await work(url, server);
  } finally {
    server.kill();
  }
}

/**
 * Calls `work` with the URL of a new tenant, and with a function that asks the tenant for its books: all jobs, and how
 * many requests it has received.
 */
export function withTenant(work, knobs = {}) {
  return withServer('tenant', [JSON.stringify(knobs)], (url, tenant) =>
    work(url, async () => {
      tenant.send('books');
      const [books] = await once(tenant, 'message');
      return books;
    }),
  );
}
