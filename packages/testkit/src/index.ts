export { openFiles } from './open-files.ts';
export type { Test } from './rule.ts';
export { sourceConformance } from './source/conformance.ts';
export type { Ahead, SourceConformance } from './source/subject.ts';
export { targetConformance } from './target/conformance.ts';
export type { Mishap, Operation, TargetConformance, Tenancy, Trouble } from './target/subject.ts';
