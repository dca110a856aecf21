import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jobCommands, resumeCommand, shellWord, statusCommand } from './command-text.ts';

/** Which words a shell reads. */
const asRead = (command: string) =>
  execFileSync('sh', ['-c', `for word in ${command}; do printf '%s\\0' "$word"; done`])
    .toString()
    .split('\0')
    .slice(0, -1);

describe('commands that are printed', () => {
  test.each([
    '$(echo x)',
    '`echo x`',
    'a; echo x',
    "it's",
    'a b',
    '*',
    '~root',
    '',
    '#1',
    '$HOME "x" \\',
  ])('%j is one word of the shell, as it is', (id) => {
    const [, line = ''] = jobCommands([id], 'm.yaml').split('\n');
    expect(asRead(line)).toEqual(['rowferry', 'jobs', 'get', id, '--migration', 'm.yaml']);
    expect(asRead(shellWord(id))).toEqual([id]);
  });

  test.each(['-x', '--migration=other.yaml', '--help'])('%j is no option', (id) => {
    const [, line = ''] = jobCommands([id], 'm.yaml').split('\n');
    expect(line).toContain('look for this job in the tenant');
    expect(line).not.toContain('rowferry');
    expect(asRead(resumeCommand(id))).toEqual(['rowferry', 'resume', `./${id}`]);
  });

  test('each is one line, whatever a server has called a job', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (id) => {
        const text = jobCommands([id, 'job-2'], id);
        expect(text.split('\n')).toHaveLength(3);
        expect(text).not.toMatch(/(?!\n)[\p{Cc}\u202A-\u202E]/u);
        for (const command of [resumeCommand(id), statusCommand(id)]) {
          expect(command).not.toMatch(/[\p{Cc}\u202A-\u202E]/u);
        }
      }),
    );
  });
});
