/**
 * Unfinished jobs that a tenant allows at a time, whoever started them; `accepted`, `pending` and
 * `in_progress` all count. Source: Zuora API reference, "Create a custom object bulk job".
 */
export const ACTIVE_JOBS_MAX = 5;

/**
 * Bytes of one uploaded CSV file. Zuora's API reference says 15 MB ("Upload a file for a custom
 * object bulk job") and not which MB it means: this is the smaller one.
 */
export const FILE_BYTES_MAX = 15_000_000;

/** Jobs a page. Source: Zuora API reference, "List custom object bulk jobs", `pageSize`. */
export const JOBS_PAGE_SIZE_MAX = 100;

/** Records a page. Source: Zuora API reference, "List records for a custom object", `pageSize`. */
export const RECORDS_PAGE_SIZE_MAX = 1000;

/** Bytes of a look-up's URL. Zuora documents none; 8,000 is what servers commonly take. */
export const URL_BYTES_MAX = 8000;

/**
 * How long to wait for an answer to begin or to go on, in milliseconds. Zuora ends every request
 * after 120 s (developer.zuora.com, guide "Requests and responses"); the rest is for the network.
 */
export const ANSWER_TIMEOUT_MS = 150_000;

/** Bytes of a refusing answer that are read; the rest of such a body is dropped. */
export const REFUSAL_BYTES_MAX = 65_536;
