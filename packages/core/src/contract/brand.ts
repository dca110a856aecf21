interface Class {
  readonly prototype: object;
}

/**
 * Lets `instanceof` recognise objects that another copy of this package created: a source or a plugin
 * may depend on its own copy, and its objects must be recognised too.
 */
export function brand(branded: Class, name: string): void {
  const mark = Symbol.for(`@rowferry/core ${name}`);
  Object.defineProperty(branded.prototype, mark, { value: true });
  Object.defineProperty(branded, Symbol.hasInstance, {
    value(this: Class, value: unknown): boolean {
      if (this !== branded) return Function.prototype[Symbol.hasInstance].call(this, value);
      if (typeof value !== 'object' || value === null) return false;
      try {
        return mark in value;
      } catch {
        return false; // a proxy whose traps throw
      }
    },
  });
}
