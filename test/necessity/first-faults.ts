/** A seed of 1 to 2,000 that fails without the protection; only saves time, when it still does. */
export const FIRST_FAULTS: Readonly<Record<string, number>> = {};
