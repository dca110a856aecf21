/** The command with which a person gets or cancels a job in the tenant of a migration file. */
export function jobCommand(
  operation: 'get' | 'cancel',
  id: string,
  migrationPath: string | undefined,
): string {
  const tenant =
    migrationPath === undefined
      ? '--base-url <address of the tenant>'
      : `--migration ${quoted(migrationPath)}`;
  return `\`rowferry jobs ${operation} ${id} ${tenant}\``;
}

function quoted(path: string): string {
  return /^[\w./:@%+=,-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
