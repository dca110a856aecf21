/** Far longer than any event takes that happens at all, however busy the machine is. */
export const PATIENCE_MS = 600_000;

const PAUSE_MS = 10;

/** Waits for an event; if it does not happen, the error names it. */
export async function until(event: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`timed out while waiting until ${event}`);
    await new Promise((wake) => setTimeout(wake, PAUSE_MS));
  }
}
