/** For each protection a seed that fails without it. This only saves time, if the seed still fails. */
export const FIRST_FAULTS: Readonly<Record<string, number>> = {
  'syncing before acting': 29,
  'asking for the job before uploading again': 4,
  'looking up a row that was submitted again and refused': 1620,
  'the condition that the key is unique': 514,
  'the rule for a key that occurs twice': 7,
  'naming no job when two may have stored a row': 5793,
  'the second reading of a late error list': 4,
  'the grace period of a lost create': 88,
  'the digest of the source': 638,
  'cutting the result files back': 184,
};
