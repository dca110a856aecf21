import { expect, it } from 'vitest';
import { jobCommand } from './job-command.ts';

it.each([
  ['/data/v.yaml', '`rowferry jobs cancel 7 --migration /data/v.yaml`'],
  ["/my data/bob's.yaml", "`rowferry jobs cancel 7 --migration '/my data/bob'\\''s.yaml'`"],
  [undefined, '`rowferry jobs cancel 7 --base-url <address of the tenant>`'],
])('names the tenant by the migration file %s', (path, command) => {
  expect(jobCommand('cancel', '7', path)).toBe(command);
});
