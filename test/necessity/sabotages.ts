/** A change of the source text. */
interface Edit {
  readonly file: string;
  /** Must occur exactly once in the file. */
  readonly find: string;
  readonly replace: string;
}

/** One protection, switched off in the source text. */
export interface Sabotage extends Edit {
  readonly name: string;
  /** A second place where it must be switched off. */
  readonly also?: Edit;
}

/** A protection, and the test that must fail without it. */
export interface WatchedSabotage extends Sabotage {
  readonly noticedBy: string;
}

export const WATCHED_SABOTAGES: readonly WatchedSabotage[] = [
  {
    name: 'the echo check',
    file: 'packages/core/src/attribution/contradictions.ts',
    find: 'const isEvidence = ',
    replace: 'const isEvidence = false && ',
    noticedBy: 'test/properties/merge.test.ts',
  },
  {
    name: 'the job that two lost creates may have left',
    file: 'packages/core/src/jobs/lost-create.ts',
    find: 'if (holder !== undefined && !place(holder, tried)) return false;',
    replace: 'if (holder !== undefined) return false;',
    noticedBy: 'packages/core/src/jobs/lost-create.test.ts',
  },
  {
    name: 'the number of a create',
    file: 'packages/core/src/journal/job-changes.ts',
    find: 'one.number === number && ',
    replace: '',
    noticedBy: 'packages/core/src/journal/state.test.ts',
  },
  {
    name: 'the time that was missed in a sleep',
    file: 'packages/core/src/jobs/target-clock.ts',
    find: 'if (hasSlept) hasMissedOne = true;',
    replace: 'if (hasSlept) return;',
    noticedBy: 'packages/core/src/jobs/target-clock.test.ts',
  },
  {
    name: 'what any server may make of a value that it echoes',
    file: 'packages/core/src/attribution/may-fit.ts',
    find: "if (typeof value === 'boolean') return mayBeBoolean(String(value), cell);",
    replace: "if (typeof value !== 'object') return String(value) === cell;",
    noticedBy: 'test/properties/echoes.test.ts',
  },
  {
    name: 'the byte limit',
    file: 'packages/core/src/chunks/fit.ts',
    find: 'if (endBytes(most) <= bytesMax) return most;',
    replace: 'return most;',
    noticedBy: 'test/properties/chunks.test.ts',
  },
  {
    name: 'the row offset',
    file: 'packages/core/src/attribution/row-numberings.ts',
    find: '? number - 2 :',
    replace: '? number - 3 :',
    noticedBy: 'test/properties/merge.test.ts',
  },
  {
    name: 'naming no job when two may have stored a row',
    file: 'packages/core/src/in-doubt/storing-job.ts',
    find: 'if (creator === undefined || another !== undefined || mayBeEarlier)',
    replace: 'if (creator === undefined || mayBeEarlier)',
    noticedBy: 'packages/core/src/in-doubt/judge-found.test.ts',
  },
  {
    name: 'the echoes in the digest of an error list',
    file: 'packages/core/src/attribution/error-list.ts',
    find: '[outcome, row, code, message]) + echo',
    replace: '[outcome, row, code, message])',
    noticedBy: 'packages/core/src/attribution/error-list.test.ts',
  },
  {
    name: 'the bound of the work for the echoes of a job',
    file: 'packages/core/src/attribution/matcher.ts',
    find: 'const SPARE_PER_ROW = 4;',
    replace: 'const SPARE_PER_ROW = 400;',
    noticedBy: 'packages/core/src/attribution/matcher.test.ts',
  },
  {
    name: 'going once through all positions of a key',
    file: 'packages/core/src/chunks/key-search.ts',
    find: 'if (same !== undefined) same.positions.push(position);',
    replace: 'if (false as boolean) same?.positions.push(position);',
    noticedBy: 'packages/core/src/chunks/key-index.test.ts',
  },
  {
    name: 'the doubt about a job that completed with an error of its own',
    file: 'packages/core/src/attribution/why-in-doubt.ts',
    find: "job.result === 'completed' && job.error === undefined;",
    replace: "job.result === 'completed';",
    noticedBy: 'test/jobs/contradicting-job.test.ts',
  },
  {
    name: 'the run that a line to retry is of',
    file: 'packages/core/src/retry/rejected.ts',
    find: 'if (line.run !== run) {',
    replace: 'if (false) {',
    noticedBy: 'test/e2e/retry.test.ts',
  },
  {
    name: 'what has no fields',
    file: 'packages/core/src/contract/source.ts',
    find: 'return kindWithoutFields(value) === undefined;',
    replace: 'return true;',
    noticedBy: 'test/run/odd-records.test.ts',
  },
];

/** Protections of whole runs. The simulation must find a seed that fails without each of them. */
export const RUN_SABOTAGES: readonly Sabotage[] = [
  {
    name: 'syncing before acting',
    file: 'packages/core/src/journal/journal.ts',
    find: 'await file.sync();\n      await check();',
    replace: 'await check();',
  },
  {
    name: 'asking for the job before uploading again',
    file: 'packages/core/src/jobs/upload.ts',
    find: "const seen = failure.answer === 'unsent' ? job : await ask(job);",
    replace:
      "if (failure.answer === 'lost') return { result: { fate: 'unused', job } }; const seen = await ask(job);",
  },
  {
    name: 'looking up a row that was submitted again and refused',
    file: 'packages/core/src/verdicts/fate.ts',
    find: "if (isLookedUp) return { is: 'in-doubt', errors };",
    replace: '',
  },
  {
    name: 'the condition that the key is unique',
    file: 'packages/core/src/in-doubt/judge-found.ts',
    find: 'if (isUnique && (isWithinBudget || isLast))',
    replace: 'if (isWithinBudget || isLast)',
  },
  {
    name: 'the rule for a key that occurs twice',
    file: 'packages/core/src/in-doubt/settle-by-key.ts',
    find: 'if (twice.has(position)) {',
    replace: 'if (false && twice.has(position)) {',
  },
  {
    name: 'the other place of a duplicate',
    file: 'packages/core/src/verdicts/duplicates.ts',
    find: 'if (other === undefined || other.isAllAsked)',
    replace: 'if (true)',
  },
  {
    name: 'the second reading of a late error list',
    file: 'packages/core/src/attribution/prove.ts',
    find: 'const isAgreed = digest === before;',
    replace: 'const isAgreed = true;',
  },
  {
    name: 'another reading after a list was refused',
    file: 'packages/core/src/attribution/prove.ts',
    find: "if (round?.count === 'confirmed' || isAgreed || rounds === ROUNDS_MAX) {",
    replace:
      "if (round === undefined || round.count === 'confirmed' || isAgreed || rounds === ROUNDS_MAX) {",
  },
  {
    name: 'the other spellings of a value in an echo',
    file: 'packages/core/src/attribution/matcher.ts',
    find: 'return value === undefined || mayFit(value, cell, definitions[column]);',
    replace:
      'return value === undefined || String(value) === cell || Number(value) === Number(cell);',
  },
  {
    name: 'the other time zones of an echo',
    file: 'packages/core/src/attribution/may-fit.ts',
    find: 'timeMayFit(value, cell)\n  );',
    replace: 'false\n  );',
  },
  {
    name: 'the grace period of a lost create',
    file: 'packages/core/src/jobs/lost-creates.ts',
    find: 'if (sinceMs < graceMs) return graceMs - sinceMs;',
    replace: '',
  },
  {
    name: 'the digest of the source',
    file: 'packages/core/src/chunks/reread.ts',
    find: 'const isSame = mark.digest === undefined || ',
    replace: 'const isSame = true || ',
  },
  {
    name: 'cutting the result files back',
    file: 'packages/core/src/run-directory/directory.ts',
    find: 'if (file.sizeBytes > sizeBytes) {',
    replace: "if (name === 'journal.jsonl' && file.sizeBytes > sizeBytes) {",
    also: {
      file: 'packages/core/src/verdicts/ledger.ts',
      find: 'if (file.sizeBytes > sizeBytes) await file.truncate(sizeBytes);',
      replace: '',
    },
  },
  {
    name: 'the rule that a success without a job is lost',
    file: 'packages/zuora/src/meaning.ts',
    find: "if (purpose === 'token' && error.isOAuth) return 'refused';",
    replace: "if (status < 300) return 'refused';",
  },
  {
    name: 'the rule that an internal error is lost',
    file: 'packages/zuora/src/meaning.ts',
    find: 'const isInternal = status === 500 || status === 408 || isOneOf(INTERNAL, category);',
    replace: 'const isInternal = status === 408;',
  },
  {
    name: 'the rule that a rate limit is not about a size',
    file: 'packages/zuora/src/meaning.ts',
    find: "if (status === 429 || category === LIMIT) return 'rate';",
    replace:
      "if (status === 429 || category === LIMIT) return purpose === 'upload' ? 'too-large' : 'rate';",
  },
  {
    name: 'the refusal of a login in every form',
    file: 'packages/zuora/src/meaning.ts',
    find: "if (status === 401 || category === LOGIN) return 'login';",
    replace: "if (status === 401) return 'login';",
  },
  {
    name: 'the difference of the two clocks',
    file: 'packages/core/src/jobs/target-clock.ts',
    find: 'dates = narrowed(dates, seenMs - SECOND_MS, seenMs + tookMs + SECOND_MS);',
    replace: 'dates = { aheadMs: 0 * seenMs, slackMs: SLACK_MS + tookMs };',
  },
  {
    name: 'the minute that clocks may differ before they are compared',
    file: 'packages/core/src/jobs/target-clock.ts',
    find: 'const UNCOMPARED_MS = 60_000;',
    replace: 'const UNCOMPARED_MS = 0;',
  },
  {
    name: 'the time that a machine slept',
    file: 'packages/core/src/jobs/target-clock.ts',
    find: 'return (isSet || hasMissedOne) && ',
    replace: 'return false && ',
    also: {
      file: 'packages/core/src/jobs/create.ts',
      find: 'const sleptMs = Math.max(0, ',
      replace: 'const sleptMs = Math.min(0, ',
    },
  },
  {
    name: 'every login of the run',
    file: 'packages/core/src/jobs/lost-creates.ts',
    find: 'this.#logins.add(login);',
    replace: 'if (this.#logins.size === 0) this.#logins.add(login);',
  },
  {
    name: 'the login that was never known',
    file: 'packages/core/src/jobs/lost-creates.ts',
    find: '!this.#wasLoginKnown(lost) && mayBeAllOfOthers(this.#found, lost)',
    replace: '!this.#isLoginKnown',
  },
  {
    name: 'the identity of the tenant',
    file: 'packages/core/src/jobs/tenant.ts',
    find: '|| identity === known) return identity;',
    replace: '|| true) return identity;',
  },
  {
    name: 'the list that shows that a tenant is full',
    file: 'packages/core/src/jobs/create.ts',
    find: '(await isTenantFull(requests, clock))',
    replace: 'true',
  },
  {
    name: 'the patience with a full tenant',
    file: 'packages/core/src/jobs/create.ts',
    find: "if (failure.meaning === 'full' && (await",
    replace: "if (false && failure.meaning === 'full' && (await",
  },
  {
    name: 'the end of the wait for a hook',
    file: 'packages/core/src/hooks.ts',
    find: 'return isPromise(result) ? orAborted(result, patience(), late) : result;',
    replace: 'return result;',
  },
  {
    name: 'the end of the wait for a source',
    file: 'packages/core/src/contract/reading.ts',
    find: 'of untilAborted(ask(), hard)) {',
    replace: 'of { [Symbol.asyncIterator]: ask }) {',
  },
];
