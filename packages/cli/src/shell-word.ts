/** A word as a shell takes it: quoted where it has to be. */
export function shellWord(word: string): string {
  return /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The command that continues a run. */
export function resumeCommand(runDir: string): string {
  return `rowferry resume ${shellWord(runDir)}`;
}

/** The command that says how far a run has come. */
export function statusCommand(runDir: string): string {
  return `rowferry status ${shellWord(runDir)}`;
}

/** The command that moves again what a run refused. */
export function retryCommand(runDir: string): string {
  return `rowferry retry ${shellWord(runDir)}`;
}
