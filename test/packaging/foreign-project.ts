import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { printedBy } from '../world/started.ts';
import { ROOT, type Tarball } from './tarballs.ts';

/** A project outside of this workspace that has installed our packages from their tarballs. */
export interface ForeignProject {
  /** Runs a command in the project and returns its stdout. */
  run(command: string, args: readonly string[]): Promise<string>;
  write(name: string, text: string): Promise<void>;
}

export async function foreignProject(
  folder: string,
  tarballs: readonly Tarball[],
): Promise<ForeignProject> {
  await mkdir(folder, { recursive: true });
  const write = (name: string, text: string) => writeFile(join(folder, name), text);
  const run = (command: string, args: readonly string[]) => {
    // npm describes our workspace to its child processes in these variables; users do not have them.
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^npm_(?!config_)|^NODE_/.test(name)),
    );
    return printedBy([command, ...args], { cwd: folder, env });
  };
  const own = tarballs.map(({ manifest, path }) => [manifest.name, `file:${path}`]);
  const manifest = {
    name: 'foreign',
    private: true,
    type: 'module',
    dependencies: Object.fromEntries(own),
    devDependencies: { '@types/node': await versionOfTypes() },
  };
  await write('package.json', JSON.stringify(manifest));
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts']);
  return { run, write };
}

async function versionOfTypes(): Promise<string> {
  const path = join(ROOT, 'node_modules', '@types', 'node', 'package.json');
  const { default: manifest } = await import(path, { with: { type: 'json' } });
  return String(manifest.version);
}
