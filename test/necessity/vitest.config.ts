import { defineConfig, mergeConfig, type Plugin } from 'vitest/config';
import { common } from '../../vitest.config.ts';
import { RUN_SABOTAGES, type Sabotage, WATCHED_SABOTAGES } from './sabotages.ts';

/** Runs the tests against source code in which the named protection is switched off. */
function sabotage(name: string | undefined): Plugin {
  const all: readonly Sabotage[] = [...WATCHED_SABOTAGES, ...RUN_SABOTAGES];
  const chosen = all.find((one) => one.name === name);
  if (chosen === undefined) throw new Error(`no sabotage is named ${name}`);
  return {
    name: 'sabotage',
    enforce: 'pre',
    transform(code, id) {
      const edit = [chosen, chosen.also].find((one) => one !== undefined && id.endsWith(one.file));
      if (edit === undefined) return undefined;
      if (code.split(edit.find).length !== 2) {
        throw new Error(`${edit.file} does not contain \`${edit.find}\` exactly once`);
      }
      return code.replace(edit.find, edit.replace);
    },
  };
}

export default mergeConfig(
  common,
  defineConfig({
    plugins: [sabotage(process.env['SABOTAGE'])],
    test: {
      include: ['test/necessity/*.hunt.ts', ...WATCHED_SABOTAGES.map(({ noticedBy }) => noticedBy)],
    },
  }),
);
