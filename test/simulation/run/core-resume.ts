import * as core from '@rowferry/core';

type Resume = (
  input: core.SourceInput,
  options: core.MigrateOptions & { readonly runDir: string },
) => Promise<core.Summary>;

/** Absent where core cannot resume yet: then no process dies, and each run has one. */
export const resume = 'resume' in core ? (core.resume as Resume) : undefined;
