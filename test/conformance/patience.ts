/** A machine may be busy, and the timeout of the tests is longer still. */
export const PATIENCE_MS = 20_000;
