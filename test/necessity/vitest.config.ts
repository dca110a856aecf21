import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig, type Plugin } from 'vitest/config';
import base from '../../vitest.config.ts';
import { RUN_SABOTAGES, type Sabotage, WATCHED_SABOTAGES } from './sabotages.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs the tests against a source in which the named protection is switched off. */
function sabotage(name: string | undefined): Plugin {
  const all: readonly Sabotage[] = [...WATCHED_SABOTAGES, ...RUN_SABOTAGES];
  const chosen = all.find((one) => one.name === name);
  if (chosen === undefined) throw new Error(`no sabotage is named ${name}`);
  return {
    name: 'sabotage',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith(chosen.file)) return undefined;
      if (code.split(chosen.find).length !== 2) {
        throw new Error(`${chosen.file} does not hold \`${chosen.find}\` exactly once`);
      }
      return code.replace(chosen.find, chosen.replace);
    },
  };
}

export default mergeConfig(
  base,
  defineConfig({
    root,
    plugins: [sabotage(process.env['SABOTAGE'])],
    test: { include: ['test/necessity/*.hunt.ts'] },
  }),
);
