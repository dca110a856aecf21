import { categoryOf, type TargetFailure } from '../contract/target-error.ts';

/** Categories of temporary errors: locking, internal, limit (docs/zuora-api.md, section 8). */
const TEMPORARY_CATEGORIES: readonly number[] = [50, 60, 61, 70, 99];

/** Whether the error with this code is temporary. */
export function isTemporaryCode(code: number | string | undefined): boolean {
  const category = categoryOf(code);
  return category !== undefined && TEMPORARY_CATEGORIES.includes(category);
}

/** Older versions of the API refuse with status 200. */
const FULL_STATUSES = [200, 400, 409, 429, 500, 503];
const FULL_CATEGORIES = [50, 60, 61, 70];
const FULL_MESSAGE = /limit|concurren|too many|retry later/i;
const BAD_REQUEST = 71_013_020;

/**
 * Whether an answer to `create` says that the tenant has no free slot. How Zuora says so is not
 * documented, so every likely form counts (docs/zuora-api.md, section 4.1).
 */
export function isTenantFull({ status, apiCode, apiMessage }: TargetFailure): boolean {
  const category = categoryOf(apiCode);
  if (status === undefined || !FULL_STATUSES.includes(status)) return false;
  if (Number(apiCode) === BAD_REQUEST) return false;
  if (category !== undefined && category >= 12 && category <= 15) return false;
  if (category !== undefined && FULL_CATEGORIES.includes(category)) return true;
  return FULL_MESSAGE.test(apiMessage ?? '');
}

/** Whether an upload was refused because the file is too large, or has too many rows. */
export function isTooLarge({ status, apiMessage }: TargetFailure): boolean {
  if (status === 413) return true;
  return (
    (status === 400 || status === 200) &&
    /too (?:large|big|many|long)|more than|exceed|maximum|\bsize\b/i.test(apiMessage ?? '')
  );
}

/** Permissions, an unknown field, a missing object. */
const PERMANENT_CATEGORIES = [12, 13, 14, 15, 21, 40];
/** `objectJob.file.headers`: the header is wrong, and every file has the same header. */
const HEADERS_RESOURCE = 710_137;

/** Whether a job's own error is permanent: every later job would fail with it too. */
export function isPermanent(code: number | string | undefined): boolean {
  const category = categoryOf(code);
  if (category === undefined) return false;
  return (
    PERMANENT_CATEGORIES.includes(category) || Math.floor(Number(code) / 100) === HEADERS_RESOURCE
  );
}

/** Whether a job's own error says that the tenant was full. */
export function isServiceLimit(code: number | string | undefined): boolean {
  return Number(code) === 71_012_560;
}
