/** A source, target or plugin, named by the module that makes it. The other keys are its options. */
export interface Use {
  /** A short name, a package, or a path relative to the migration file's folder. */
  readonly use: string;
  readonly [option: string]: unknown;
}

export function isUse(value: unknown): value is Use {
  return isObject(value) && typeof value['use'] === 'string' && value['use'] !== '';
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
