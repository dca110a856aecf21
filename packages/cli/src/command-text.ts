import { printableLine } from './printable.ts';

/** A word for a shell command, quoted if necessary. Of a word that would act on a terminal it shows what is in it. */
export function shellWord(word: string): string {
  return /^[\w./:@%+=,-]+$/.test(word) ? word : printableLine(`'${word.replaceAll("'", `'\\''`)}'`);
}

/** The directory of a run in a command. One that begins with a dash would be read as an option. */
function folderWord(runDir: string): string {
  return shellWord(runDir.startsWith('-') ? `./${runDir}` : runDir);
}

/** The command that continues a run. */
export function resumeCommand(runDir: string): string {
  return `rowferry resume ${folderWord(runDir)}`;
}

/** The commands with which a person looks at jobs in the tenant of a migration file, and cancels them. */
export function jobCommands(ids: readonly string[], migrationPath: string): string {
  const lines = ids.map((id) =>
    id.startsWith('-')
      ? `(${shellWord(id)} would be read as an option: look for this job in the tenant)`
      : `rowferry jobs get ${shellWord(id)} --migration ${shellWord(migrationPath)}`,
  );
  return [
    'Look at what they do, and cancel with `jobs cancel` what waits for nothing:',
    ...lines.map((line) => `  ${line}`),
  ].join('\n');
}

/** The command that shows how far a run is. */
export function statusCommand(runDir: string): string {
  return `rowferry status ${folderWord(runDir)}`;
}

/** The command that retries the rejected records of a run. */
export function retryCommand(runDir: string): string {
  return `rowferry retry ${folderWord(runDir)}`;
}
