/** A seed that fails without the protection; only saves time, when it still does. */
export const FIRST_FAULTS: Readonly<Record<string, number>> = {
  'syncing before acting': 29,
  'asking the job before uploading again': 4,
  'looking up a row that was submitted again and refused': 1620,
  'the condition that the key is unique': 514,
  'the rule for a key that stands twice': 7,
  'naming no job where two may have stored a row': 5793,
  'the second reading of a late error list': 4,
  'the grace of an orphan': 88,
  'the digest of the source': 638,
  'the cut-back of the result files': 184,
};
