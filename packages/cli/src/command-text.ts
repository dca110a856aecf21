/** A word for a shell command, quoted if necessary. */
export function shellWord(word: string): string {
  return /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The command that continues a run. */
export function resumeCommand(runDir: string): string {
  return `rowferry resume ${shellWord(runDir)}`;
}

/** The command that shows how far a run is. */
export function statusCommand(runDir: string): string {
  return `rowferry status ${shellWord(runDir)}`;
}

/** The command that retries the rejected records of a run. */
export function retryCommand(runDir: string): string {
  return `rowferry retry ${shellWord(runDir)}`;
}
