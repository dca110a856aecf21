/** The maximum number of times that an error list is read, even if it still changes. */
export const ROUNDS_MAX = 10;
